// A small site: a container writes the page, nginx serves it, and a sidecar prints nginx's log as JSON.
import * as sidecar from "@sidecar-pods/sidecar";

const writeTheDate = "trap 'exit 0' TERM; while true; do date >> /html/index.html; sleep 1 & wait $!; done";

const namespace = new sidecar.SecuredNamespace("site", { podSecurity: "baseline" });
const web = new sidecar.SidecarDeployment("web", {
    replicas: 2,
    template: {
        namespace: namespace.name,
        containers: [
            { name: "writer", image: "debian:12.12-slim", command: ["sh", "-c", writeTheDate] },
        ],
        helpers: [{ nginx: { name: "server" } }, { logWatcher: { server: "server" } }],
        sharedVolumes: [
            { name: "html", writtenBy: { writer: "/html" }, readBy: { server: "/usr/share/nginx/html" } },
        ],
    },
});
const service = new sidecar.SidecarService("web", { workload: web.endpoints, port: 80 });
export const url = service.url;
