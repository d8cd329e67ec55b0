import {resolve} from 'node:path'
import type {Context} from '@ome/sdk/context'
import type {Chat} from './domain/chat.ts'
import {type ChatTarget, keyPlace} from './domain/chat-address.ts'
import type {Commands, Digest} from './domain/ports.ts'
import type {AssistantRecord} from './domain/record.ts'
import {toPlan, toRecord} from './domain/saved.ts'
import type {AssistantPlan} from './domain/step.ts'
import {type AbilityFile, abilityFile} from './files/ability-file.ts'
import {planPath, readDocument, writeDocument} from './files/plan-file.ts'
import {commandsOf} from './process/commands.ts'
import {sha256} from './process/digest.ts'

export interface AssistParts {
  readonly commands: Commands
  readonly digest: Digest
}

export const assistParts = async (context: Context): Promise<AssistParts> => ({
  commands: await commandsOf(context),
  digest: sha256,
})

/** Writes a plan for `ome ai apply FILE`. */
export const keepPlan = ({cwd}: Context, path: string, plan: AssistantPlan): void =>
  writeDocument(resolve(cwd, path), 'AssistantPlan', plan)

/** Writes a plan for `ome ai apply ID`; returns the id. */
export function storePlan({folders}: Context, plan: AssistantPlan): string {
  writeDocument(planPath(folders.data, plan.id), 'AssistantPlan', plan)
  return plan.id
}

/** The plan of a file, or one that was stored under its id. */
export function loadPlan({cwd, folders}: Context, source: string): AssistantPlan {
  const path = /^[0-9a-f]{12}$/.test(source) ? planPath(folders.data, source) : resolve(cwd, source)
  return toPlan(readDocument(path), source)
}

export const keepRecord = ({cwd}: Context, path: string, record: AssistantRecord): void =>
  writeDocument(resolve(cwd, path), 'AssistantRecord', record)

export const loadRecord = ({cwd}: Context, path: string): AssistantRecord =>
  toRecord(readDocument(resolve(cwd, path)), path)

export const abilities = ({folders, now}: Context): AbilityFile => abilityFile(folders.cache, now)

/** The model that a target names. Its key is read here and goes to that address alone. */
export async function openChat(context: Context, target: ChatTarget, timeoutMs: number): Promise<Chat> {
  if (target.kind === 'service') {
    const namespace = target.namespace ?? (await context.namespace())
    const {serviceChat} = await import('./kube/service-chat.ts')
    return await serviceChat(await context.kube(), {namespace, name: target.name, timeoutMs})
  }
  const [{httpClient}, {chatEndpoint}] = await Promise.all([import('@ome/sdk/http'), import('./http/chat-endpoint.ts')])
  const http = httpClient({env: context.env, signal: context.signal, userAgent: 'ome (assistant)'})
  context.onExit(() => http.close())
  return await chatEndpoint(http, {url: target.url, model: target.model, key: await keyOf(context), timeoutMs})
}

async function keyOf(context: Context): Promise<string | undefined> {
  const set = context.settings.get('ai.key-from')
  const place = keyPlace(typeof set === 'string' ? set : undefined)
  if (place.kind === 'env') return context.env[place.name] || undefined
  const {secretKey} = await import('./kube/secret-key.ts')
  return await secretKey(await context.kube(), place)
}
