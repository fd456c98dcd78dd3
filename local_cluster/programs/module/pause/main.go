// pause does nothing, as the first process of a set of namespaces that must outlive the others in them: of a
// Pod's, and of the node's. It reaps the orphans that the kernel hands to a first process.
package main

import (
	"os"
	"os/signal"
	"syscall"
)

func main() {
	signals := make(chan os.Signal, 16)
	signal.Notify(signals, syscall.SIGCHLD, syscall.SIGINT, syscall.SIGTERM)
	for {
		for reaped := 1; reaped > 0; {
			reaped, _ = syscall.Wait4(-1, nil, syscall.WNOHANG, nil)
		}
		if <-signals != syscall.SIGCHLD {
			return
		}
	}
}
