package main

import (
	"bytes"
	"os"
	"strconv"
	"strings"
)

// usage sums RSS bytes and CPU ticks of pid and its descendants.
func usage(pid int) (rss, cpu int64) {
	if pid == 0 {
		return
	}
	kids := map[int][]int{}
	type st struct{ rss, cpu int64 }
	all := map[int]st{}
	ents, _ := os.ReadDir("/proc")
	for _, e := range ents {
		p, err := strconv.Atoi(e.Name())
		if err != nil {
			continue
		}
		b, err := os.ReadFile("/proc/" + e.Name() + "/stat")
		if err != nil {
			continue
		}
		i := bytes.LastIndexByte(b, ')')
		f := strings.Fields(string(b[i+2:]))
		pp, _ := strconv.Atoi(f[1])
		ut, _ := strconv.ParseInt(f[11], 10, 64)
		s, _ := strconv.ParseInt(f[12], 10, 64)
		pages, _ := strconv.ParseInt(f[21], 10, 64)
		kids[pp] = append(kids[pp], p)
		all[p] = st{pages * 4096, ut + s}
	}
	var walk func(int)
	walk = func(p int) {
		rss += all[p].rss
		cpu += all[p].cpu
		for _, k := range kids[p] {
			walk(k)
		}
	}
	walk(pid)
	return
}
