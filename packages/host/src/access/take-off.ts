import type {Context, TypedLine} from '@ome/sdk/context'
import type {KubeClient} from '@ome/sdk/kube'
import {commandForms, commandName} from './command-forms.ts'
import {connectionWords} from './connection-words.ts'
import {preflight} from './preflight.ts'
import type {Scene} from './refusals.ts'
import type {RunningCommand} from './running-command.ts'

export interface Departure {
  readonly command: RunningCommand
  readonly kube: KubeClient
  readonly caller: string
  readonly line: TypedLine
  readonly context: Pick<Context, 'namespace' | 'now'>
}

/** Begins the preflight of a command beside its first reads; what it returns waits for the end. */
export function takeOff({command, kube, caller, line, context}: Departure): () => Promise<void> {
  const {subject, files, cache} = command
  const {needs = [], completions} = command.manifest() ?? {}
  const forms = commandForms(subject.command.replaceAll(':', ' '), line.operands, completions)
  const flight = sceneOf(command, line, context).then((scene) =>
    preflight({
      kube,
      caller,
      subject: {...subject, forms},
      needs,
      completions,
      line,
      scene,
      files,
      cache,
      now: context.now,
      skip: line.flags['skip-preflight'] === true,
    }),
  )
  // A refusal counts where something is written; until then the command goes on reading.
  flight.catch(() => undefined)
  return () => flight
}

/** Where a command runs, from what was typed. */
export async function sceneOf(
  {subject, manifest, env}: RunningCommand,
  {flags, operands}: TypedLine,
  context: Pick<Context, 'namespace'>,
): Promise<Scene> {
  const namespace =
    flags['all-namespaces'] === true ? undefined : (text(flags['namespace']) ?? (await context.namespace()))
  return {
    command: commandName(subject.command.replaceAll(':', ' '), operands, manifest()),
    namespace,
    connection: connectionWords(flags, env),
  }
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)
