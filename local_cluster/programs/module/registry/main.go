// registry serves one OCI image layout to read, as the distribution specification says, so that containerd
// pulls stand-in images just as it pulls any other. A request's "ns" parameter, which containerd sends to a
// mirror, names the registry that is mirrored.
package main

import (
	"encoding/json"
	"log"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
)

const refName = "org.opencontainers.image.ref.name"

type descriptor struct {
	MediaType   string            `json:"mediaType"`
	Digest      string            `json:"digest"`
	Annotations map[string]string `json:"annotations"`
}

type layout struct{ index, blobs string }

var (
	wanted = regexp.MustCompile(`^/v2/(.+)/(manifests|blobs)/([^/]+)$`)
	sha256 = regexp.MustCompile(`^sha256:[0-9a-f]{64}$`)
)

// find returns the manifest that a tag or a digest means; the index is read anew, since images may be added.
func (l layout) find(repository, reference string) (descriptor, bool) {
	var index struct{ Manifests []descriptor }
	data, err := os.ReadFile(l.index)
	if err == nil {
		err = json.Unmarshal(data, &index)
	}
	if err != nil {
		log.Printf("index: %v", err)
	}
	for _, manifest := range index.Manifests {
		if manifest.Digest == reference || manifest.Annotations[refName] == repository+":"+reference {
			return manifest, true
		}
	}
	return descriptor{}, false
}

func (l layout) ServeHTTP(response http.ResponseWriter, request *http.Request) {
	if request.Method != http.MethodGet && request.Method != http.MethodHead {
		http.Error(response, "read only", http.StatusMethodNotAllowed)
		return
	}
	if request.URL.Path == "/v2/" {
		return
	}
	part := wanted.FindStringSubmatch(request.URL.Path)
	if part == nil {
		http.NotFound(response, request)
		return
	}
	digest, mediaType := part[3], "application/octet-stream"
	if part[2] == "manifests" {
		manifest, found := l.find(request.URL.Query().Get("ns")+"/"+part[1], part[3])
		if !found {
			http.NotFound(response, request)
			return
		}
		digest, mediaType = manifest.Digest, manifest.MediaType
	}
	if !sha256.MatchString(digest) {
		http.NotFound(response, request)
		return
	}
	response.Header().Set("Content-Type", mediaType)
	response.Header().Set("Docker-Content-Digest", digest)
	http.ServeFile(response, request, filepath.Join(l.blobs, "sha256", digest[len("sha256:"):]))
}

func main() {
	if len(os.Args) != 4 {
		log.Fatal("usage: registry ADDRESS INDEX BLOBS")
	}
	log.Fatal(http.ListenAndServe(os.Args[1], layout{index: os.Args[2], blobs: os.Args[3]}))
}
