// A small site: two containers of a Pod share a volume; one writes the page, the other serves it.
package main

import (
	"example.com/pulumi-sidecar/sdk/go/sidecar"
	corev1 "github.com/pulumi/pulumi-kubernetes/sdk/v4/go/kubernetes/core/v1"
	. "github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

const writeTheDate = "trap 'exit 0' TERM; while true; do date >> /html/index.html; sleep 1 & wait $!; done"

func main() {
	Run(func(ctx *Context) error {
		namespace, err := sidecar.NewSecuredNamespace(ctx, "site", &sidecar.SecuredNamespaceArgs{PodSecurity: String("baseline")})
		if err != nil {
			return err
		}
		ports := corev1.ContainerPortArray{corev1.ContainerPortArgs{Name: String("http"), ContainerPort: Int(80)}}
		web, err := sidecar.NewSidecarDeployment(ctx, "web", &sidecar.SidecarDeploymentArgs{
			Replicas: Int(2),
			Template: sidecar.PodTemplateArgs{
				Namespace: namespace.Name,
				Containers: sidecar.ContainerArray{
					sidecar.ContainerArgs{Name: String("server"), Image: String("nginx:1.29.3"), Ports: ports},
					sidecar.ContainerArgs{Name: String("writer"), Image: String("debian:12.12-slim"), Command: ToStringArray([]string{"sh", "-c", writeTheDate})},
				},
				SharedVolumes: sidecar.SharedVolumeArray{sidecar.SharedVolumeArgs{
					Name:      String("html"),
					WrittenBy: Map{"writer": String("/html")},
					ReadBy:    Map{"server": String("/usr/share/nginx/html")},
				}},
			},
		})
		if err != nil {
			return err
		}
		service, err := sidecar.NewSidecarService(ctx, "web", &sidecar.SidecarServiceArgs{Workload: web.Endpoints})
		if err != nil {
			return err
		}
		ctx.Export("url", service.Url)
		return nil
	})
}
