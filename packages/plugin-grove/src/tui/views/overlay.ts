import {folded} from '@ome/sdk/text'
import {whyText} from '../../look/views/set-words.ts'
import {keyHelp} from '../domain/keys.ts'
import {chosenSet, chosenTwig, type Overlay, type State} from '../domain/state.ts'
import {podsOf} from '../domain/twig.ts'
import {sidePane} from './side-pane.ts'
import {type Strip, safe} from './strip.ts'

/** What lies over the panes: a title, and as much of the text as there is room for. */
export function overlayStrips(state: State, overlay: Overlay, width: number, height: number): readonly Strip[] {
  const {title, strips} = contents(state, overlay, width)
  const room = Math.max(1, height - 1)
  const last = Math.max(0, strips.length - room)
  const from = overlay.type === 'logs' && overlay.follows ? last : Math.min(overlay.offset, last)
  const place = strips.length > room ? `  ${from + 1}-${Math.min(strips.length, from + room)} of ${strips.length}` : ''
  return [
    [
      {text: title, tone: 'strong'},
      {text: place, tone: 'muted'},
    ],
    ...strips.slice(from, from + room),
  ]
}

interface Contents {
  readonly title: string
  readonly strips: readonly Strip[]
}

function contents(state: State, overlay: Overlay, width: number): Contents {
  const {ascii, readOnly} = state.options
  switch (overlay.type) {
    case 'keys': {
      const shown = keyHelp.filter(({writes}) => !(writes && readOnly))
      return {
        title: 'Keys',
        strips: shown.map(({keys, does}) => [{text: `  ${keys.padEnd(14)}`, tone: 'strong'}, {text: does}]),
      }
    }
    case 'side': {
      const [title = [], ...strips] = sidePane(state, width)
      return {title: title.map(({text}) => text).join(''), strips}
    }
    case 'why':
      return {title: `Why ${chosenTwig(state)?.label ?? ''} is as it is`, strips: whyStrips(state, width)}
    case 'text':
      return {title: overlay.title, strips: overlay.lines.map((line) => [{text: safe(line, ascii)}])}
    case 'logs':
      return {
        title: `${overlay.title}${overlay.follows ? '' : '  (stopped, End follows)'}`,
        strips: overlay.lines.map((text) => [{text}]),
      }
    case 'plan': {
      const lines = overlay.lines.flatMap((line) => folded(safe(line, ascii), width))
      return {title: `Plan: ${overlay.title}`, strips: lines.map((text) => [{text}])}
    }
  }
}

/** What keeps the row from being well: all reasons of its set that name its pods, its gang or the set itself. */
function whyStrips(state: State, width: number): readonly Strip[] {
  const set = chosenSet(state)
  const twig = chosenTwig(state)
  if (!set || !twig) return []
  const now = new Date(state.now)
  const gang = twig.level === 'gang' || twig.level === 'role' ? twig.gang.name : undefined
  const isAll = twig.level === 'set' || twig.level === 'replica'
  const own = podsOf(twig)
  const gangs = new Set(own.map((pod) => pod.gang))
  const reasons = set.why.filter(({about}) => isAll || about === gang || gangs.has(about) || about === set.name)
  const pods = own.filter(({state: podState}) => podState !== 'ready')
  const lines = [
    ...reasons.map((why) => `! ${whyText(why, now)}`),
    ...pods.map(({name, state: podState, reason, message}) => {
      const said = [reason, message].filter((text) => text !== undefined && text !== '').join(': ')
      return `${name}  ${podState}${said === '' ? '' : `  ${said}`}`
    }),
  ]
  const shown = lines.length > 0 ? lines : ['all of it is ready']
  return shown.flatMap((line) => folded(safe(line, state.options.ascii), width).map((text): Strip => [{text}]))
}
