import {type ChildProcess, spawn} from 'node:child_process'
import {mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync} from 'node:fs'
import type {Server} from 'node:http'
import {tmpdir} from 'node:os'
import {dirname, join} from 'node:path'
import type {FolderNode} from '../kubelet/files/tree.ts'
import type {ContainerHost, ContainerSpec, Program, Workload} from '../kubelet/workload.ts'
import {clusterNetwork} from './cluster-network.ts'

/**
 * Containers that run a script of a mounted volume with `node`: a real process runs it, which reads those volumes and
 * reaches what HTTP servers there are in the cluster, and nothing else of this machine's files. Its working folder and
 * the paths among its arguments are those of the copy.
 */
export const nodeWorkload: Workload = {
  name: 'node',
  recognises: (container) => scriptOf(container) !== undefined,
  start: (host) => new NodeProgram(host),
}

function scriptOf({command = [], args = [], volumeMounts = []}: ContainerSpec): string | undefined {
  const [program, script] = [...command, ...args]
  if (program !== 'node' || script === undefined) return undefined
  return volumeMounts.some(({mountPath}) => isBelow(script, mountPath)) ? script : undefined
}

const isBelow = (path: string, folder: string): boolean => `${path}/`.startsWith(`${folder.replace(/\/+$/, '')}/`)

/** The exit code of a process that a signal ended. */
const killed = 137
/** How long a process may take to end when it is told to, in real milliseconds. */
const graceMs = 1000

class NodeProgram implements Program {
  readonly diesOf = 143
  readonly #host: ContainerHost
  readonly #folder = realpathSync(mkdtempSync(join(tmpdir(), 'ome-sandbox-node-')))
  #network: Server | undefined
  #child: ChildProcess | undefined
  #stopped = false

  constructor(host: ContainerHost) {
    this.#host = host
    const {world, pod, forward} = host
    this.#network = clusterNetwork({world, pod, forward}, (port) => this.#begin(port))
  }

  isServing(): boolean {
    return true
  }

  listens(): boolean {
    return false
  }

  stop(): void {
    if (this.#stopped) return
    this.#stopped = true
    const child = this.#child
    if (child) {
      child.kill('SIGTERM')
      setTimeout(() => child.kill('SIGKILL'), graceMs).unref()
    }
    this.#network?.close()
    this.#network?.closeAllConnections()
    rmSync(this.#folder, {recursive: true, force: true})
  }

  #begin(port: number): void {
    if (this.#stopped) return
    const {argv, console, env, container} = this.#host
    const mounts = (container.volumeMounts ?? []).map(({mountPath}) => mountPath)
    for (const mount of mounts) copyOut(this.#host.machine().files.find(mount), join(this.#folder, mount))
    const preload = join(this.#folder, 'cluster-network.cjs')
    writeFileSync(preload, throughCluster)
    const here = (word: string): string =>
      mounts.some((mount) => isBelow(word, mount)) ? join(this.#folder, word) : word
    const child = spawn(
      process.execPath,
      [...confined(this.#folder), '--require', preload, ...argv.slice(1).map(here)],
      {
        cwd: this.#folder,
        env: {...env, OME_SANDBOX_NETWORK: String(port)},
        stdio: 'pipe',
      },
    )
    this.#child = child
    child.stdout.on('data', (bytes: Buffer) => this.#stopped || console.write('stdout', bytes))
    child.stderr.on('data', (bytes: Buffer) => this.#stopped || console.write('stderr', bytes))
    // A program that has ended no longer reads what is typed.
    child.stdin.on('error', () => child.stdin.destroy())
    child.on('error', (error) => this.#end(127, error.message))
    child.on('close', (code) => this.#end(code ?? killed))
    void this.#type(child)
  }

  async #type(child: ChildProcess): Promise<void> {
    for await (const bytes of this.#host.console.input) {
      if (!child.stdin?.writable) return
      child.stdin.write(bytes)
    }
    child.stdin?.end()
  }

  #end(code: number, message?: string): void {
    if (this.#stopped) return
    if (message !== undefined) this.#host.log(message)
    this.stop()
    this.#host.exit(code)
  }
}

/** What a script may do, as flags of Node: read its own files. */
function confined(folder: string): string[] {
  const flags = ['--permission', `--allow-fs-read=${folder}`, '--no-warnings']
  return process.allowedNodeEnvironmentFlags.has('--allow-net') ? [...flags, '--allow-net'] : flags
}

function copyOut(node: ReturnType<ReturnType<ContainerHost['machine']>['files']['find']>, to: string): void {
  if (node?.kind === 'file') {
    mkdirSync(dirname(to), {recursive: true})
    writeFileSync(to, node.bytes)
  } else if (node?.kind === 'folder') copyFolder(node, to)
}

function copyFolder(from: FolderNode, to: string): void {
  mkdirSync(to, {recursive: true})
  for (const [name, node] of from.entries) copyOut(node, join(to, name))
}

/** Runs before the script: every connection that it opens leads to the cluster's network, which goes by the name of the host. */
const throughCluster = `const {Socket, _normalizeArgs: normalize} = require('node:net')
const port = Number(process.env.OME_SANDBOX_NETWORK)
delete process.env.OME_SANDBOX_NETWORK
const {connect} = Socket.prototype
Socket.prototype.connect = function (...args) {
  const normal = Array.isArray(args[0]) ? args[0] : normalize(args)
  const {lookup, family, ...options} = normal[0]
  normal[0] = {...options, host: '127.0.0.1', port}
  return connect.call(this, normal)
}
`
