// Command sdks writes the SDK of a package in one language, as `pulumi package gen-sdk` does.
//
// It needs no Pulumi CLI and no provider: the types of Kubernetes that the schema refers to are known by name alone,
// and an SDK names them and no more.
//
//	sdks SCHEMA LANGUAGE FOLDER
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/blang/semver"
	golang "github.com/pulumi/pulumi/pkg/v3/codegen/go"
	"github.com/pulumi/pulumi/pkg/v3/codegen/nodejs"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

const goPackages = "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes"

var reference = regexp.MustCompile(`/kubernetes/v[^/"]*/schema.json#/types/([^"]*)`)

func main() {
	log.SetFlags(0)
	if len(os.Args) != 4 {
		log.Fatal("usage: sdks SCHEMA LANGUAGE FOLDER")
	}
	if err := write(os.Args[1], os.Args[2], os.Args[3]); err != nil {
		log.Fatal(err)
	}
}

func write(file, language, folder string) error {
	content, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var spec schema.PackageSpec
	if err := json.Unmarshal(content, &spec); err != nil {
		return err
	}
	loader := named{content}
	bound, diagnostics, err := schema.BindSpec(spec, loader, schema.ValidationOptions{AllowDanglingReferences: true})
	if err != nil {
		return err
	}
	if diagnostics.HasErrors() {
		return diagnostics
	}
	files, err := generate(language, bound, loader)
	if err != nil {
		return err
	}
	for name, text := range files {
		place := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(place), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(place, text, 0o644); err != nil {
			return err
		}
	}
	return nil
}

func generate(language string, bound *schema.Package, loader schema.ReferenceLoader) (map[string][]byte, error) {
	switch language {
	case "go":
		return golang.GeneratePackage("pulumi-language-go", bound, nil)
	case "nodejs":
		return nodejs.GeneratePackage("pulumi-language-nodejs", bound, nil, nil, true, loader)
	}
	return nil, fmt.Errorf("%s is no language of sdks; expected go or nodejs", language)
}

// named loads a package of Kubernetes whose types have names and no fields: those that a schema refers to.
type named struct{ content []byte }

func (n named) kubernetes(version *semver.Version) (*schema.Package, error) {
	types, modules, aliases := map[string]schema.ComplexTypeSpec{}, map[string]string{}, map[string]string{}
	optional := map[string]schema.PropertySpec{}
	for _, found := range reference.FindAllStringSubmatch(string(n.content), -1) {
		token, err := url.PathUnescape(found[1])
		if err != nil {
			return nil, err
		}
		types[token] = schema.ComplexTypeSpec{ObjectTypeSpec: schema.ObjectTypeSpec{Type: "object"}}
		optional[token] = schema.PropertySpec{TypeSpec: schema.TypeSpec{Ref: "#/types/" + found[1]}}
		module := strings.Split(token, ":")[1]
		modules[module] = module
		aliases[path.Join(goPackages, module)] = strings.ReplaceAll(module, "/", "")
	}
	inGo, err := json.Marshal(map[string]any{
		"importBasePath":          goPackages,
		"moduleToPackage":         modules,
		"packageImportAliases":    aliases,
		"generateExtraInputTypes": true,
	})
	if err != nil {
		return nil, err
	}
	inNode, err := json.Marshal(map[string]any{"moduleToPackage": modules, "compatibility": "kubernetes20"})
	if err != nil {
		return nil, err
	}
	languages := map[string]schema.Language{"go": golang.Importer, "nodejs": nodejs.Importer}
	return schema.ImportSpec(schema.PackageSpec{
		Name:    "kubernetes",
		Version: version.String(),
		Types:   types,
		// Go has a pointer of a type only where a field of the type's own package may lack it, as almost all do.
		Resources: map[string]schema.ResourceSpec{"kubernetes:core/v1:Any": {InputProperties: optional}},
		Language:  map[string]schema.RawMessage{"go": inGo, "nodejs": inNode},
	}, languages, n, schema.ValidationOptions{})
}

func (n named) LoadPackage(_ string, version *semver.Version) (*schema.Package, error) {
	return n.kubernetes(version)
}

func (n named) LoadPackageV2(_ context.Context, asked *schema.PackageDescriptor) (*schema.Package, error) {
	return n.kubernetes(asked.Version)
}

func (n named) LoadPackageReference(_ string, version *semver.Version) (schema.PackageReference, error) {
	found, err := n.kubernetes(version)
	if err != nil {
		return nil, err
	}
	return found.Reference(), nil
}

func (n named) LoadPackageReferenceV2(_ context.Context, asked *schema.PackageDescriptor) (schema.PackageReference, error) {
	return n.LoadPackageReference(asked.Name, asked.Version)
}
