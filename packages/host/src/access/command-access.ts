import {existsSync} from 'node:fs'
import type {Context, TypedLine} from '@ome/sdk/context'
import {isOmeError} from '@ome/sdk/errors'
import type {KubeClient} from '@ome/sdk/kube'
import {accessFolder, callerFolder} from './caller-folder.ts'
import {connectionWords} from './connection-words.ts'
import type {RunningCommand} from './running-command.ts'

/** The host's part in what a command may do: nothing before it writes, and words for what a server refused. */
export interface CommandAccess {
  typed(line: TypedLine): void
  /** The client as the command gets it. */
  admit(kube: KubeClient, context: Pick<Context, 'namespace' | 'now'>): Promise<KubeClient>
  mayWrite(contextName?: string): Promise<void>
  explain(error: Error): Promise<Error>
  whyDenied(): Promise<Error | undefined>
  connectionWords(): string
}

const nothingTyped: TypedLine = {flags: {}, operands: []}

/** Access of one run. Commands that only read make no request for it, and load nothing before something goes wrong. */
export function commandAccess(command: RunningCommand): CommandAccess {
  const permissions: {readonly contextName: string | undefined; readonly wait: () => Promise<void>}[] = []
  let line = nothingTyped
  let last: {kube: KubeClient; context: Pick<Context, 'namespace' | 'now'>} | undefined
  return {
    typed(typed) {
      line = typed
      command.check?.(typed.operands)
    },
    async admit(kube, context) {
      last = {kube, context}
      if (existsSync(accessFolder(command.cache))) await refuseByKnownPolicy(command, kube, line, context.now())
      if (command.subject.risk === 'read' || command.manages || kube.caller === undefined) return kube
      const [{guarded}, {takeOff}] = await Promise.all([import('./guard.ts'), import('./take-off.ts')])
      const permission = takeOff({command, kube, caller: kube.caller, line, context})
      permissions.push({contextName: kube.contextName, wait: permission})
      return guarded(kube, permission)
    },
    async mayWrite(contextName) {
      for (const permission of permissions)
        if (contextName === undefined || permission.contextName === contextName) await permission.wait()
    },
    async explain(error) {
      if (!last || !isOmeError(error) || error.kind !== 'denied') return error
      const {forbiddenQuestion} = await import('./forbidden.ts')
      if (forbiddenQuestion(error) === undefined) return error
      // What was missing for writing is known by now, and more of it than the one right that a read failed for.
      for (const {wait} of permissions) {
        const refused = await wait().then(
          () => undefined,
          (reason: unknown) => reason,
        )
        if (isOmeError(refused) && refused.kind === 'denied') return refused
      }
      const {explainForbidden} = await import('./explain-forbidden.ts')
      return explainForbidden(error, {command, line, ...last})
    },
    async whyDenied() {
      if (last?.kube.caller === undefined) return undefined
      const {whyDenied} = await import('./why-denied.ts')
      return whyDenied({command, line, caller: last.kube.caller, ...last})
    },
    connectionWords: () => connectionWords(line.flags, command.env),
  }
}

async function refuseByKnownPolicy(
  command: RunningCommand,
  {caller}: KubeClient,
  line: TypedLine,
  now: Date,
): Promise<void> {
  const folder = caller === undefined ? undefined : callerFolder(command.cache, caller)
  if (folder === undefined || !existsSync(folder)) return
  const {refuseByKnown} = await import('../policy/known-policy.ts')
  await refuseByKnown(command, line, {folder, now})
}
