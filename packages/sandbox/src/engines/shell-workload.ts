import {knowsCommand} from '../kubelet/shell/known.ts'
import {programOf} from '../kubelet/shell/programs.ts'
import {ProgramMissing, runCommand} from '../kubelet/shell/run-command.ts'
import type {ContainerSpec, Workload} from '../kubelet/workload.ts'

interface Image {
  /** What stands before the arguments. */
  readonly entryPoint: readonly string[]
  /** Arguments when a container gives none. */
  readonly command: readonly string[]
}

/** What images of general use run when a container does not say. */
const images: Readonly<Record<string, Image>> = {
  busybox: {entryPoint: [], command: ['sh']},
  alpine: {entryPoint: [], command: ['/bin/sh']},
  debian: {entryPoint: [], command: ['bash']},
  ubuntu: {entryPoint: [], command: ['/bin/bash']},
  bash: {entryPoint: [], command: ['bash']},
  curl: {entryPoint: ['curl'], command: []},
}

/** The last part of an image's name, without tag and digest. */
const imageName = (image: string): string => (image.split('/').at(-1) ?? '').replace(/[:@].*$/, '')

/** The command line that a container runs, as far as it is known: its own, or its image's with its arguments. */
export function commandLine({image, command = [], args = []}: ContainerSpec): readonly string[] {
  if (command.length > 0) return [...command, ...args]
  const own = images[imageName(image)]
  if (!own) return []
  if (args.length === 0) return [...own.entryPoint, ...own.command]
  return own.entryPoint.length > 0 && programOf(args[0] ?? '') ? args : [...own.entryPoint, ...args]
}

/** Whether a container runs a command that the shell of the sandbox can run as it would really run. */
export const runsInShell = (container: ContainerSpec): boolean =>
  knowsCommand(commandLine(container), (path) =>
    (container.volumeMounts ?? []).some(({mountPath}) => `${path}/`.startsWith(`${mountPath.replace(/\/+$/, '')}/`)),
  )

/** The first process of a container is deaf to SIGTERM unless it handles it, and is killed in the end. */
const killed = 137

/** Containers whose command the sandbox's shell knows: it runs, its output is the log, its exit code the container's. */
export const shellWorkload: Workload = {
  name: 'shell',
  recognises: (container) => runsInShell(container),
  start(host) {
    const abort = new AbortController()
    const {container, argv, env, console} = host
    runCommand({
      machine: host.machine(),
      argv: container.command?.length ? argv : commandLine({...container, args: argv}),
      env,
      cwd: container.workingDir ?? '/',
      tty: container.tty === true,
      stdin: console.input,
      stdout: (bytes) => console.write('stdout', bytes),
      stderr: (bytes) => console.write('stderr', bytes),
      signal: abort.signal,
    }).then(
      (code) => abort.signal.aborted || host.exit(code),
      (error: unknown) => {
        if (error instanceof ProgramMissing) {
          console.line(error.message, host.world.clock.now())
          host.exit(127)
          return
        }
        host.world.log(
          `shell of ${host.pod.metadata.namespace}/${host.pod.metadata.name}: ${error instanceof Error ? error.stack : error}`,
        )
        if (!abort.signal.aborted) host.exit(2)
      },
    )
    return {
      isServing: () => true,
      listens: () => false,
      diesOf: killed,
      stop: () => abort.abort(),
    }
  },
}
