import type {Context} from '../context.ts'
import type {KubeClient} from '../kube.ts'
import type {PodAccess} from '../pod-access.ts'

/** By WebSockets through the API server, loaded when they are needed; ends with the context's signal. */
export const reachPods = (kube: KubeClient, {io, signal}: Pick<Context, 'io' | 'signal'>): PodAccess => ({
  async exec({namespace, pod, container, command}) {
    const [{execInPod}, {inRawMode, terminalSizes, textSink}] = await Promise.all([
      import('./streams.ts'),
      import('./terminal-stream.ts'),
    ])
    const {PassThrough} = await import('node:stream')
    const base = {namespace, pod, container, command, signal, stdin: io.stdin.pipe(new PassThrough())}
    // What runs in there draws on the person's terminal: that is what was asked for.
    const stdout = textSink((text) => io.out(text))
    if (!io.canPrompt || !io.isTTY)
      return await execInPod(kube, {...base, stdout, stderr: textSink((text) => io.err(text))})
    return await inRawMode(io.stdin, () =>
      execInPod(kube, {...base, stdout, tty: true, onResize: (listener) => terminalSizes(io, listener)}),
    )
  },
  async forward({namespace, pod, local, remote}) {
    const {forwardPorts} = await import('./port-forward.ts')
    const made = await forwardPorts(kube, {
      namespace,
      pod,
      ports: [{local, remote}],
      tryFirst: true,
      signal,
      onError: ({message}) => io.err(`warning: ${message}\n`),
    })
    return {port: made.ports[0]?.local ?? local, closed: made.closed, close: () => made.close()}
  },
})
