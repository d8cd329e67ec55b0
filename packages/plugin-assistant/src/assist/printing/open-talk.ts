import {isOmeError} from '@ome/sdk/errors'
import {offersTo} from '../../calls/domain/offer.ts'
import {abilities, openChat} from '../compose.ts'
import type {Ability, Chat, ChatBody} from '../domain/chat.ts'
import {type ChatTarget, chatTarget, placeOf} from '../domain/chat-address.ts'
import type {Reading} from '../domain/reading.ts'
import type {Recorder} from '../domain/record.ts'
import {toldContext} from '../domain/served-models.ts'
import {converse, firstBody} from '../usecases/converse.ts'
import {probeAbility} from '../usecases/probe-ability.ts'
import {readOffline} from '../usecases/read-offline.ts'
import type {AssistWorld} from './assist-world.ts'
import type {Printer} from './printer.ts'

export interface TalkFlags {
  readonly endpoint?: string | undefined
  readonly model?: string | undefined
  readonly offline?: boolean | undefined
  readonly timeout: number
}

export function targetOf({context}: AssistWorld, flags: TalkFlags): ChatTarget | undefined {
  if (flags.offline) return undefined
  const setting = (key: string): string | undefined => {
    const value = context.settings.get(key)
    return typeof value === 'string' && value !== '' ? value : undefined
  }
  return chatTarget(flags, {endpoint: setting('ai.endpoint'), model: setting('ai.model')})
}

/** How a text is read: by the model where there is one, else, or when it is no help, by the rules. */
export async function readText(
  world: AssistWorld,
  text: string,
  flags: TalkFlags,
  printer: Printer,
  wrap: Recorder['chat'] = (chat) => chat,
): Promise<Reading> {
  const target = targetOf(world, flags)
  if (!target) return await readOffline(world.steps, text, {now: world.now(), readNames: world.names})
  try {
    const chat = await openChat(world.context, target, flags.timeout)
    return await talk(world, chat, (ability) => converse(talkWorld(world, wrap(chat, ability), ability, printer), text))
  } catch (error) {
    if (!isOmeError(error) || error.kind === 'cancelled' || error.kind === 'bug' || error.kind === 'usage') throw error
    printer.note(`the model is no help (${error.message}); the rules of this program answer`)
    return await readOffline(world.steps, text, {now: world.now(), readNames: world.names})
  }
}

/**
 * Talks as the endpoint is able to. What was remembered and fails is forgotten; a context that is shorter than was thought
 * is learned from the refusal, once.
 */
async function talk<Result>(
  {context}: AssistWorld,
  chat: Chat,
  converse: (ability: Ability) => Promise<Result>,
): Promise<Result> {
  const file = abilities(context)
  const key = `${chat.place} ${chat.model}`
  const ability = file.find(key) ?? (await probeAbility(chat))
  file.keep(key, ability)
  try {
    return await converse(ability)
  } catch (error) {
    if (!isOmeError(error) || error.kind !== 'failed') throw error
    const contextTokens = toldContext(error.message)
    file.keep(key, undefined)
    if (contextTokens === undefined || contextTokens >= ability.contextTokens) throw error
    const shorter = {...ability, contextTokens}
    file.keep(key, shorter)
    return await converse(shorter)
  }
}

const modelSteps = ({steps, commands}: AssistWorld) => ({...steps, offers: offersTo('model', commands.definitions)})

const talkWorld = (world: AssistWorld, chat: Chat, ability: Ability, printer: Printer) => ({
  chat,
  ability,
  commands: world.commands,
  digest: world.digest,
  steps: modelSteps(world),
  connection: world.connection,
  namespace: world.place.namespace,
  onLook: printer.echo,
})

/** The first request for a text as it would be sent, and where; nothing is sent for it. Undefined: nothing ever is. */
export function promptFor(
  world: AssistWorld,
  text: string,
  flags: TalkFlags,
): {readonly to: string; readonly body: ChatBody} | undefined {
  const target = targetOf(world, flags)
  if (!target) return undefined
  const model =
    target.kind === 'address' ? (target.model ?? 'the first that it serves') : `that of service/${target.name}`
  const place = target.kind === 'address' ? placeOf(target.url) : `service/${target.name}`
  const to = target.kind === 'address' ? `${place}/chat/completions` : place
  const ability = abilities(world.context).find(`${place} ${model}`) ?? {level: 'tools', contextTokens: 8192}
  return {to, body: firstBody({ability, model, steps: modelSteps(world), namespace: world.place.namespace}, text)}
}
