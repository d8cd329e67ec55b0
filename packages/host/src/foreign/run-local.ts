import type {ForeignManifest} from '@ome/installer/artifact/foreign-manifest'
import type {LocalRun} from '@ome/installer/artifact/foreign-run'
import type {Context} from '@ome/sdk/context'
import {exitCodes, OmeError} from '@ome/sdk/errors'
import type {PluginRow} from '../routes/route-index.ts'
import {argvOf, type Call, callVariables, innocentVariables} from './call.ts'
import {type ChildEnd, runChild} from './child.ts'
import {settleEnding} from './ending.ts'
import {demandGenuine} from './genuine.ts'
import {cleanLines, collected, complaints} from './output.ts'
import {privateFile} from './private-file.ts'
import {type Program, programOf} from './program.ts'
import {type ResultFormat, resultFormat, writeDocument} from './result.ts'

export interface LocalCall {
  readonly plugin: PluginRow
  readonly manifest: ForeignManifest
  readonly run: LocalRun
  readonly call: Call
  /** Value of `-n`. */
  readonly namespace?: string | undefined
  /** Value of `-o`. */
  readonly output?: string | undefined
}

/** Runs a program of a plugin on this machine and ends as it ends. Throws `Exit` or an error for every code but 0. */
export async function runLocal(local: LocalCall, context: Context): Promise<void> {
  const {plugin, manifest, run, call, output} = local
  const {env, signal, folders, io, cwd} = context
  const format = resultFormat(output)
  const wish = {kind: manifest.kind, run, root: plugin.root, what: call.command, env, signal}
  const [program, access] = await Promise.all([programOf(wish), accessOf(local, context)])
  if (run.kubeconfig === 'context') {
    // The program's requests are not seen, so it waits as a whole for what else only a write waits for.
    await context.kube()
    await context.mayWrite?.()
  }
  demandGenuine(plugin, folders.data, Object.values(manifest.local), program.path)
  const file = access.text === undefined ? undefined : privateFile(folders.cache, access.text)
  const variables = {
    ...innocentVariables(env, run.env),
    ...callVariables(call, {...access, format: format.asked}),
    ...(file ? {KUBECONFIG: file.path} : {}),
  }
  const terminal = run.tty && !format.isDocument && io.isTTY && io.canPrompt
  const spawned = {
    file: program.file,
    argv: [...program.argv, ...argvOf(call)],
    env: variables,
    cwd,
    signal,
    terminal,
    ...(run.stdin ? {input: io.stdin} : {}),
  }
  try {
    await converse(spawned, format, {context, call, program, usesCluster: run.kubeconfig === 'context'})
  } finally {
    file?.remove()
  }
}

interface Access {
  readonly context: string
  readonly namespace: string
  /** The kubeconfig, for commands that ask for one. */
  readonly text?: string
}

async function accessOf({run, namespace}: LocalCall, context: Context): Promise<Access> {
  if (run.kubeconfig === 'none') return {context: '', namespace: ''}
  if (!context.kubeconfig) throw new OmeError('bug', 'this host gives no kubeconfig to programs')
  const chosen = namespace ?? (await context.namespace())
  const {contextName, text} = await context.kubeconfig({}, chosen)
  return {context: contextName, namespace: chosen, text}
}

interface Scene {
  readonly context: Context
  readonly call: Call
  readonly program: Program
  /** It has a kubeconfig. */
  readonly usesCluster: boolean
}

async function converse(
  spawned: Omit<Parameters<typeof runChild>[0], 'onOut' | 'onErr'>,
  format: ResultFormat,
  {context, call: {command}, program, usesCluster}: Scene,
): Promise<void> {
  const {io, signal} = context
  const document = format.isDocument ? collected(command) : undefined
  const out = document ?? cleanLines((text) => io.out(text))
  let hasSpoken = spawned.terminal === true
  const say = (text: string): void => {
    hasSpoken = true
    io.err(text)
  }
  const held = document ? complaints(say) : undefined
  const err = held ?? cleanLines(say)
  const end = await runChild({...spawned, onOut: out.take, onErr: err.take}).catch((error: unknown) => {
    throw startFailure(error, command, program)
  })
  out.end()
  err.end()
  signal.throwIfAborted()
  const complaint = held?.said() ?? {hints: []}
  const {code, reason} = passedOn(end, command)
  if (usesCluster && code !== 0 && code !== exitCodes.cancelled) {
    const denied = await context.whyDenied?.()
    if (denied) throw denied
  }
  // A "no" is an answer, too; what a program printed before it failed is none.
  if (document && (code === 0 || (code === exitCodes.unmet && isJson(document.text())))) {
    if (code === 0) held?.release()
    writeDocument(document.text(), format, io, command)
  }
  settleEnding({what: command, code, isDocument: format.isDocument, hasSpoken, complaint, reason})
}

const passedOn = ({code, signal}: ChildEnd, what: string): {readonly code: number; readonly reason?: string} =>
  code === undefined ? {code: 1, reason: `${what} was ended by ${signal}`} : {code}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch (error) {
    if (error instanceof SyntaxError) return false
    throw error
  }
}

function startFailure(error: unknown, what: string, {file}: Program): unknown {
  if (!(error instanceof Error) || !('syscall' in error) || !String(error.syscall).startsWith('spawn')) return error
  const code = 'code' in error ? String(error.code) : ''
  const why =
    code === 'ENOENT'
      ? 'the interpreter in its first line is missing'
      : code === 'EACCES'
        ? 'it may not be executed'
        : code
  return new OmeError('failed', `${what} cannot be started: ${why}`, [], {cause: error, object: file})
}
