// Real servers for the tests of the model store, on loopback only.
//
//	servers s3 FOLDER     an S3 server that checks signatures; FOLDER/<bucket>/<key> are its objects
//	servers oci           an OCI registry, empty
//
// Prints its address. S3_KEY, S3_SECRET and S3_TOKEN (a session token, "" for none) are what it wants to see;
// OCI_USER and OCI_PASSWORD ("" for nobody) are asked for by the registry's token service. Ends with its input.
package main

import (
	"context"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"

	"github.com/google/go-containerregistry/pkg/registry"
	"github.com/rclone/gofakes3"
	"github.com/rclone/gofakes3/s3mem"
)

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	check(err)
	address := "http://" + listener.Addr().String()
	var handler http.Handler
	switch os.Args[1] {
	case "s3":
		handler = s3(os.Args[2])
	case "oci":
		handler = oci(address)
	default:
		log.Fatal("s3 FOLDER, or oci")
	}
	fmt.Println(address)
	go func() { check(http.Serve(listener, handler)) }()
	_, _ = io.Copy(io.Discard, os.Stdin)
}

func s3(folder string) http.Handler {
	backend := s3mem.New()
	check(filepath.Walk(folder, func(path string, info os.FileInfo, err error) error {
		if err != nil || path == folder {
			return err
		}
		name, _ := filepath.Rel(folder, path)
		bucket, key, isObject := strings.Cut(filepath.ToSlash(name), "/")
		if !isObject {
			return backend.CreateBucket(context.Background(), bucket)
		}
		if info.IsDir() {
			return nil
		}
		file, err := os.Open(path)
		if err != nil {
			return err
		}
		defer file.Close()
		_, err = backend.PutObject(context.Background(), bucket, key, map[string]string{}, file, info.Size())
		return err
	}))
	keys := map[string]string{os.Getenv("S3_KEY"): os.Getenv("S3_SECRET")}
	server := gofakes3.New(backend, gofakes3.WithV4Auth(keys)).Server()
	token := os.Getenv("S3_TOKEN")
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		signed := strings.Contains(r.Header.Get("Authorization"), "x-amz-security-token")
		if token != "" && (!signed || r.Header.Get("X-Amz-Security-Token") != token) {
			http.Error(w, "no session token", http.StatusForbidden)
			return
		}
		server.ServeHTTP(w, r)
	})
}

func oci(address string) http.Handler {
	user, password := os.Getenv("OCI_USER"), os.Getenv("OCI_PASSWORD")
	inner := registry.New(registry.Logger(log.New(io.Discard, "", 0)))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/token" {
			name, word, _ := r.BasicAuth()
			if name != user || word != password {
				http.Error(w, "wrong", http.StatusUnauthorized)
				return
			}
			w.Header().Set("Content-Type", "application/json")
			fmt.Fprintf(w, `{"token": "for %s"}`, r.URL.Query().Get("scope"))
			return
		}
		name := strings.TrimPrefix(r.URL.Path, "/v2/")
		for _, end := range []string{"/manifests/", "/blobs/"} {
			name, _, _ = strings.Cut(name, end)
		}
		scope := "repository:" + name + ":pull"
		authorization := r.Header.Get("Authorization")
		if user != "" && authorization != "Bearer for "+scope && authorization != "Bearer test" {
			challenge := fmt.Sprintf(`Bearer realm="%s/token",service="test",scope="%s"`, address, scope)
			w.Header().Set("WWW-Authenticate", challenge)
			http.Error(w, "who is it?", http.StatusUnauthorized)
			return
		}
		inner.ServeHTTP(w, r)
	})
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
