// load: a small closed-loop load generator for OpenAI-compatible gateways.
//
//	load -url http://127.0.0.1:9000/v1/chat/completions -mode ns     -c 64  -d 8s
//	load -url ...                                       -mode stream -c 200 -chunks 100 -d 10s
//	load -url ...                                       -mode hold   -c 2000 -chunks 60 (one stream each)
//
// -pid gives the gateway's root process: its tree's RSS (peak, and at start) and
// CPU time are sampled. One JSON object is printed. With the mock upstream the
// streamed text carries r=/s= stamps, and "added" is what the gateway itself put
// on top: added_ttft = (first chunk seen - request sent) - (first chunk sent -
// request received at the upstream); added_chunk = chunk seen - chunk sent.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"sort"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

type rec struct {
	lat, addTTFT, addChunk, gap, ttft []int64
	reqs, chunks, errs, short         int64
}

var (
	host, path string
	key        string
	errKinds   sync.Map
)

func fail(k string) {
	v, _ := errKinds.LoadOrStore(k, new(atomic.Int64))
	v.(*atomic.Int64).Add(1)
}

func main() {
	u := flag.String("url", "", "url of chat completions")
	mode := flag.String("mode", "ns", "ns | stream | hold")
	c := flag.Int("c", 64, "concurrency")
	d := flag.Duration("d", 8*time.Second, "duration")
	warm := flag.Duration("warm", time.Second, "not counted at the start")
	n := flag.Int("chunks", 100, "chunks in a stream")
	model := flag.String("model", "mock", "model")
	pid := flag.Int("pid", 0, "gateway root pid")
	prompt := flag.Int("prompt", 40, "prompt characters")
	ramp := flag.Duration("ramp", 0, "spread the starts of the workers over this")
	label := flag.String("label", "", "label in output")
	flag.StringVar(&key, "key", "sk-none", "api key")
	flag.Parse()
	pu, err := url.Parse(*u)
	if err != nil || pu.Host == "" {
		fmt.Fprintln(os.Stderr, "bad -url")
		os.Exit(2)
	}
	host, path = pu.Host, pu.Path
	streaming := *mode != "ns"
	b := map[string]any{"model": *model, "messages": []map[string]string{{"role": "user", "content": strings.Repeat("hello ", *prompt/6+1)}}, "max_tokens": *n}
	if streaming {
		b["stream"] = true
	}
	body, _ := json.Marshal(b)
	req := []byte(fmt.Sprintf("POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nAuthorization: Bearer %s\r\nContent-Length: %d\r\n\r\n%s", path, host, key, len(body), body))

	rss0, cpu0 := usage(*pid)
	var peak, open, openPeak, rssOpen atomic.Int64
	stop := make(chan struct{})
	go func() {
		for {
			select {
			case <-stop:
				return
			case <-time.After(250 * time.Millisecond):
				r, _ := usage(*pid)
				if r > peak.Load() {
					peak.Store(r)
				}
				if o := open.Load(); o >= openPeak.Load() {
					openPeak.Store(o)
					rssOpen.Store(r)
				}
			}
		}
	}()
	start := time.Now()
	from, until := start.Add(*warm), start.Add(*warm+*d)
	var cpuFrom int64
	if *mode == "hold" {
		from = start
		cpuFrom = cpu0
	} else {
		go func() { time.Sleep(*warm); _, cpuFrom = usage(*pid) }()
	}
	var cpuUntil int64
	sampled := make(chan struct{})
	if *mode != "hold" {
		go func() { time.Sleep(time.Until(until)); _, cpuUntil = usage(*pid); close(sampled) }()
	}
	out := make([]rec, *c)
	var wg sync.WaitGroup
	for w := 0; w < *c; w++ {
		wg.Add(1)
		go func(w int) {
			defer wg.Done()
			if *ramp > 0 {
				time.Sleep(time.Duration(int64(*ramp) * int64(w) / int64(*c)))
			}
			r := &out[w]
			k := &client{}
			defer k.close()
			for {
				if *mode != "hold" && !time.Now().Before(until) {
					return
				}
				open.Add(1)
				if streaming {
					k.stream(req, *n, from, until, *mode == "hold", r)
				} else {
					k.plain(req, from, until, r)
				}
				open.Add(-1)
				if *mode == "hold" {
					return
				}
			}
		}(w)
	}
	wg.Wait()
	close(stop)
	if *mode == "hold" {
		_, cpuUntil = usage(*pid)
	} else {
		<-sampled
	}
	el := *d
	if *mode == "hold" {
		el = time.Since(start)
	}
	var t rec
	for i := range out {
		t.lat = append(t.lat, out[i].lat...)
		t.addTTFT = append(t.addTTFT, out[i].addTTFT...)
		t.addChunk = append(t.addChunk, out[i].addChunk...)
		t.gap = append(t.gap, out[i].gap...)
		t.ttft = append(t.ttft, out[i].ttft...)
		t.reqs += out[i].reqs
		t.chunks += out[i].chunks
		t.errs += out[i].errs
		t.short += out[i].short
	}
	res := map[string]any{"label": *label, "mode": *mode, "c": *c, "seconds": r2(el.Seconds()), "reqs": t.reqs, "errors": t.errs, "short_streams": t.short,
		"req_s": r2(float64(t.reqs) / el.Seconds())}
	put := func(name string, v []int64) {
		if len(v) == 0 {
			return
		}
		sort.Slice(v, func(i, j int) bool { return v[i] < v[j] })
		q := func(p float64) float64 { return r3(float64(v[int(p*float64(len(v)-1))]) / 1e6) }
		res[name+"_ms"] = map[string]float64{"p50": q(.5), "p90": q(.9), "p99": q(.99), "max": q(1)}
	}
	put("latency", t.lat)
	put("ttft", t.ttft)
	put("added_ttft", t.addTTFT)
	put("added_chunk", t.addChunk)
	put("itl", t.gap)
	if streaming {
		res["chunks"] = t.chunks
		res["chunks_s"] = r2(float64(t.chunks) / el.Seconds())
		res["open_peak"] = openPeak.Load()
	}
	if *pid > 0 {
		res["rss_start_mb"] = r2(float64(rss0) / 1e6)
		res["rss_peak_mb"] = r2(float64(peak.Load()) / 1e6)
		res["rss_at_open_peak_mb"] = r2(float64(rssOpen.Load()) / 1e6)
		cpu := float64(cpuUntil-cpuFrom) / 100
		res["cpu_s"] = r2(cpu)
		if streaming && t.chunks > 0 {
			res["cpu_us_per_chunk"] = r2(cpu * 1e6 / float64(t.chunks))
		} else if t.reqs > 0 {
			res["cpu_us_per_req"] = r2(cpu * 1e6 / float64(t.reqs))
		}
	}
	ek := map[string]int64{}
	errKinds.Range(func(k, v any) bool { ek[k.(string)] = v.(*atomic.Int64).Load(); return true })
	if len(ek) > 0 {
		res["error_kinds"] = ek
	}
	if la, err := os.ReadFile("/proc/loadavg"); err == nil {
		res["loadavg1"] = strings.Fields(string(la))[0]
	}
	j, _ := json.Marshal(res)
	fmt.Println(string(j))
}

func r2(f float64) float64 { return float64(int64(f*100+.5)) / 100 }
func r3(f float64) float64 { return float64(int64(f*1000+.5)) / 1000 }

type client struct {
	c net.Conn
	r *bufio.Reader
}

func (k *client) close() {
	if k.c != nil {
		k.c.Close()
		k.c = nil
	}
}

func (k *client) send(req []byte) error {
	if k.c == nil {
		c, err := net.DialTimeout("tcp", host, 10*time.Second)
		if err != nil {
			return err
		}
		k.c = c
		k.r = bufio.NewReaderSize(c, 2048)
	}
	k.c.SetDeadline(time.Now().Add(120 * time.Second))
	_, err := k.c.Write(req)
	return err
}

// head reads status and headers.
func (k *client) head() (code, n int, chunked, shut bool, err error) {
	line, err := k.r.ReadSlice('\n')
	if err != nil {
		return
	}
	if len(line) < 12 {
		return 0, 0, false, true, io.ErrUnexpectedEOF
	}
	code, _ = strconv.Atoi(string(line[9:12]))
	n = -1
	for {
		line, err = k.r.ReadSlice('\n')
		if err != nil {
			return
		}
		line = bytes.TrimRight(line, "\r\n")
		if len(line) == 0 {
			return
		}
		h, v, _ := bytes.Cut(line, []byte(":"))
		v = bytes.TrimSpace(v)
		switch {
		case bytes.EqualFold(h, []byte("content-length")):
			n, _ = strconv.Atoi(string(v))
		case bytes.EqualFold(h, []byte("transfer-encoding")):
			chunked = true
		case bytes.EqualFold(h, []byte("connection")):
			shut = bytes.EqualFold(v, []byte("close"))
		}
	}
}

// chunk reads one transfer chunk's size, -1 at the end.
func (k *client) chunk() (int, error) {
	line, err := k.r.ReadSlice('\n')
	if err != nil {
		return 0, err
	}
	line = bytes.TrimRight(line, "\r\n")
	sz, err := strconv.ParseInt(string(line), 16, 32)
	if err != nil {
		return 0, err
	}
	return int(sz), nil
}

func (k *client) plain(req []byte, from, until time.Time, r *rec) {
	t0 := time.Now()
	err := k.send(req)
	var code, n int
	var chunked, shut bool
	var body []byte
	if err == nil {
		code, n, chunked, shut, err = k.head()
	}
	if err == nil {
		if chunked {
			for {
				var sz int
				if sz, err = k.chunk(); err != nil {
					break
				}
				at := len(body)
				body = append(body, make([]byte, sz+2)...)
				if _, err = io.ReadFull(k.r, body[at:]); err != nil {
					break
				}
				body = body[:at+sz]
				if sz == 0 {
					break
				}
			}
		} else if n >= 0 {
			body = make([]byte, n)
			_, err = io.ReadFull(k.r, body)
		} else {
			body, err = io.ReadAll(k.r)
			shut = true
		}
	}
	t1 := time.Now()
	in := t1.After(from) && t1.Before(until)
	if err != nil {
		fail("io: " + err.Error())
		k.close()
		if in {
			r.errs++
		}
		time.Sleep(5 * time.Millisecond)
		return
	}
	if shut {
		k.close()
	}
	if code != 200 {
		fail("http " + strconv.Itoa(code))
		if in {
			r.errs++
		}
		return
	}
	if !bytes.Contains(body, []byte("r=")) {
		fail("no stamp")
	}
	if in {
		r.reqs++
		r.lat = append(r.lat, int64(t1.Sub(t0)))
	}
}

func (k *client) stream(req []byte, want int, from, until time.Time, all bool, r *rec) {
	t0 := time.Now()
	err := k.send(req)
	var code, n int
	var chunked, shut bool
	if err == nil {
		code, n, chunked, shut, err = k.head()
	}
	bad := func(kind string) {
		fail(kind)
		k.close()
		now := time.Now()
		if all || now.After(from) && now.Before(until) {
			r.errs++
		}
		time.Sleep(5 * time.Millisecond)
	}
	if err != nil {
		bad("io: " + err.Error())
		return
	}
	if code != 200 {
		bad("http " + strconv.Itoa(code))
		return
	}
	_ = n
	// lines of the event stream, across transfer chunks
	var line []byte
	seen := 0
	var last time.Time
	done := false
	handle := func(l []byte, now time.Time) {
		if !bytes.HasPrefix(l, []byte("data:")) {
			return
		}
		if bytes.Contains(l, []byte("[DONE]")) {
			done = true
			return
		}
		i := bytes.Index(l, []byte(" s="))
		if i < 0 {
			return
		}
		s := num(l[i+3:])
		seen++
		in := all || now.After(from) && now.Before(until)
		if in {
			r.chunks++
			r.addChunk = append(r.addChunk, now.UnixNano()-s)
		}
		if seen == 1 {
			if in {
				j := bytes.Index(l, []byte("r="))
				recv := num(l[j+2:])
				r.ttft = append(r.ttft, int64(now.Sub(t0)))
				r.addTTFT = append(r.addTTFT, int64(now.Sub(t0))-(s-recv))
			}
		} else if in {
			r.gap = append(r.gap, int64(now.Sub(last)))
		}
		last = now
	}
	feed := func(p []byte, now time.Time) {
		for len(p) > 0 {
			i := bytes.IndexByte(p, '\n')
			if i < 0 {
				line = append(line, p...)
				return
			}
			if len(line) > 0 {
				line = append(line, p[:i]...)
				handle(line, now)
				line = line[:0]
			} else {
				handle(p[:i], now)
			}
			p = p[i+1:]
		}
	}
	buf := make([]byte, 0, 1024)
	if chunked {
		for {
			sz, e := k.chunk()
			if e != nil {
				bad("io: " + e.Error())
				return
			}
			if cap(buf) < sz+2 {
				buf = make([]byte, sz+2)
			}
			buf = buf[:sz+2]
			if _, e = io.ReadFull(k.r, buf); e != nil {
				bad("io: " + e.Error())
				return
			}
			if sz == 0 {
				break
			}
			feed(buf[:sz], time.Now())
		}
	} else {
		shut = true
		for {
			m, e := k.r.Read(buf[:cap(buf)])
			if m > 0 {
				feed(buf[:m], time.Now())
			}
			if e != nil {
				break
			}
		}
	}
	now := time.Now()
	if shut {
		k.close()
	}
	if all || now.After(from) && now.Before(until) {
		r.reqs++
		r.lat = append(r.lat, int64(now.Sub(t0)))
		if seen != want || !done {
			r.short++
			fail(fmt.Sprintf("short: %d of %d done=%v", seen, want, done))
		}
	}
}

func num(b []byte) int64 {
	var v int64
	for _, x := range b {
		if x < '0' || x > '9' {
			break
		}
		v = v*10 + int64(x-'0')
	}
	return v
}
