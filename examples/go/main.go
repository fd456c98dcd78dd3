// A small site: a container writes the page, nginx serves it, and a sidecar prints nginx's log as JSON.
package main

import (
	"github.com/sidecar-pods/pulumi-sidecar/sdk/go/sidecar"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

const writeTheDate = "trap 'exit 0' TERM; while true; do date >> /html/index.html; sleep 1 & wait $!; done"

func site(ctx *pulumi.Context) error {
	namespace, err := sidecar.NewSecuredNamespace(ctx, "site", &sidecar.SecuredNamespaceArgs{
		PodSecurity: pulumi.String("baseline"),
	})
	if err != nil {
		return err
	}
	web, err := sidecar.NewSidecarDeployment(ctx, "web", &sidecar.SidecarDeploymentArgs{
		Replicas: pulumi.Int(2),
		Template: sidecar.PodTemplateArgs{
			Namespace: namespace.Name,
			Containers: sidecar.ContainerArray{sidecar.ContainerArgs{
				Name:    pulumi.String("writer"),
				Image:   pulumi.String("debian:12.12-slim"),
				Command: pulumi.ToStringArray([]string{"sh", "-c", writeTheDate}),
			}},
			Helpers: []sidecar.HelperArgs{
				{Nginx: &sidecar.NginxArgs{Name: pulumi.StringRef("server")}},
				{LogWatcher: &sidecar.LogWatcherArgs{Server: "server"}},
			},
			SharedVolumes: sidecar.SharedVolumeArray{sidecar.SharedVolumeArgs{
				Name:      pulumi.String("html"),
				WrittenBy: pulumi.Map{"writer": pulumi.String("/html")},
				ReadBy:    pulumi.Map{"server": pulumi.String("/usr/share/nginx/html")},
			}},
		},
	})
	if err != nil {
		return err
	}
	service, err := sidecar.NewSidecarService(ctx, "web", &sidecar.SidecarServiceArgs{
		Workload: web.Endpoints,
		Port:     pulumi.Int(80),
	})
	if err != nil {
		return err
	}
	ctx.Export("url", service.Url)
	return nil
}

func main() { pulumi.Run(site) }
