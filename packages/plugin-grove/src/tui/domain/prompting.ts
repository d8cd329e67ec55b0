import {forestRoute, type Route} from './forest.ts'
import type {Input} from './input.ts'
import {relisted} from './relist.ts'
import {scaleWish} from './scale-line.ts'
import {chosenSet, type Next, type Prompt, type State, toasted} from './state.ts'

/** Keys while a line is typed. A filter shows what it keeps with every letter. */
export function prompted(state: State, prompt: Prompt, input: Input): Next {
  if (input.type === 'mouse') return {state, effects: []}
  if (input.type === 'paste')
    return typed(state, prompt, prompt.text + input.text.replaceAll(/[\u0000-\u001f\u007f]+/g, ' ').trim())
  const {key} = input
  if (key === 'esc') return typed({...state, prompt: undefined}, undefined, prompt.before, prompt)
  if (key === 'enter') return accepted({...state, prompt: undefined}, prompt)
  if (key === 'backspace') return typed(state, prompt, [...prompt.text].slice(0, -1).join(''))
  if (key === 'ctrl-u') return typed(state, prompt, '')
  if (key === 'tab' && prompt.type === 'command') return typed(state, prompt, completed(state, prompt.text))
  const isText = [...key].length === 1 && !/[\u0000-\u001f\u007f]/.test(key)
  return isText ? typed(state, prompt, prompt.text + key) : {state, effects: []}
}

function typed(state: State, prompt: Prompt | undefined, text: string, left = prompt): Next {
  const next = prompt ? {...state, prompt: {...prompt, text}} : state
  const isFilter = left?.type === 'filter'
  const asksContexts = prompt?.type === 'command' && /^ctx/.test(text) && state.contexts === undefined
  return {
    state: isFilter ? relisted({...next, filter: text}, 'choice') : next,
    effects: asksContexts ? [{type: 'contexts'}] : [],
  }
}

function accepted(state: State, {type, text}: Prompt): Next {
  if (type === 'filter') return {state, effects: []}
  if (type === 'command') return ran(state, text.trim())
  const set = chosenSet(state)
  if (!set) return {state, effects: []}
  const wish = scaleWish(text)
  if (!wish) return {state: toasted(state, 'write roles and numbers: prefill=4 decode=8', 'bad'), effects: []}
  const {name, namespace} = set
  return {state: {...state, busy: `scale ${name}`}, effects: [{type: 'plan', name, namespace, wish}]}
}

const words = ['pcs', 'pg', 'pods', 'nodes', 'ns', 'ctx', 'stop', 'q'] as const

/** The words that a line of a command may become. */
export function completions({data, contexts = []}: Pick<State, 'data' | 'contexts'>, text: string): readonly string[] {
  const [, word, name = ''] = /^(ns|ctx)\s+(\S*)$/.exec(text) ?? []
  if (word === undefined) return words.filter((one) => one.startsWith(text))
  if (word === 'ctx') return contexts.filter((one) => one.startsWith(name)).map((one) => `ctx ${one}`)
  const known = new Set((data?.objects.clusterPods ?? []).map(({metadata}) => metadata.namespace ?? ''))
  for (const {metadata} of data?.objects.sets ?? []) known.add(metadata.namespace ?? '')
  return [...known]
    .filter((one) => one !== '' && one.startsWith(name))
    .sort()
    .map((one) => `ns ${one}`)
}

/** The only completion, or what all have in common. */
function completed(state: State, text: string): string {
  const all = completions(state, text)
  const [first = text] = all
  if (all.length === 1) return first === 'ns' || first === 'ctx' ? `${first} ` : first
  let length = first.length
  for (const word of all) while (!word.startsWith(first.slice(0, length))) length--
  return all.length === 0 ? text : first.slice(0, Math.max(length, text.length))
}

const lists: Readonly<Record<string, Route>> = {
  pcs: forestRoute,
  pg: {type: 'list', of: 'gangs'},
  pods: {type: 'list', of: 'pods'},
  nodes: {type: 'list', of: 'nodes'},
}

function ran(state: State, line: string): Next {
  const [word = '', value] = line.split(/\s+/)
  const route = lists[word]
  if (route)
    return {state: relisted({...state, route, filter: '', offset: 0, cursorUid: undefined}, 'choice'), effects: []}
  if (word === 'q') return {state, effects: [{type: 'quit', cancelled: false}]}
  if (word === 'stop') return {state, effects: [{type: 'suspend'}]}
  if (word === 'ns' || word === 'ctx') {
    if (value === undefined) return {state: toasted(state, `write a name: :${word} NAME`, 'bad'), effects: []}
    return elsewhere(state, word === 'ns' ? {namespace: value} : {context: value})
  }
  return word === ''
    ? {state, effects: []}
    : {state: toasted(state, `no command "${word}": ${words.join(', ')}`, 'bad'), effects: []}
}

/** Another namespace or cluster: nothing that was shown is shown of it. */
function elsewhere(state: State, where: {readonly namespace?: string; readonly context?: string}): Next {
  const options = {...state.options, ...where, name: undefined}
  const empty = {
    ...state,
    options,
    route: forestRoute,
    data: undefined,
    filter: '',
    stale: undefined,
    metrics: {},
    marks: new Set<string>(),
  }
  const {namespace, context} = options
  return {state: relisted(empty, 'choice'), effects: [{type: 'watch', namespace, context}]}
}
