// A small site: two containers of a Pod share a volume; one writes the page, the other serves it.
import * as sidecar from "@pulumi/sidecar";

const writeTheDate = "trap 'exit 0' TERM; while true; do date >> /html/index.html; sleep 1 & wait $!; done";

const namespace = new sidecar.SecuredNamespace("site", { podSecurity: "baseline" });
const web = new sidecar.SidecarDeployment("web", {
    replicas: 2,
    template: {
        namespace: namespace.name,
        containers: [
            { name: "server", image: "nginx:1.29.3", ports: [{ name: "http", containerPort: 80 }] },
            { name: "writer", image: "debian:12.12-slim", command: ["sh", "-c", writeTheDate] },
        ],
        sharedVolumes: [
            { name: "html", writtenBy: { writer: "/html" }, readBy: { server: "/usr/share/nginx/html" } },
        ],
    },
});
const service = new sidecar.SidecarService("web", { workload: web.endpoints });
export const url = service.url;
