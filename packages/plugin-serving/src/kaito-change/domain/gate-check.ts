import {formerGate} from '@ome/kaito/operator-gates'
import {gatesIn, type OperatorProfile} from '@ome/kaito/operator-profile'
import {OmeError} from '@ome/sdk/errors'

/** `GATE=true,GATE=false` as it is typed. Throws `usage` for anything else: a gate that is misread may start a wrong engine. */
export function typedGates(text: string): Readonly<Record<string, boolean>> {
  const pairs = text.split(',').map((pair) => pair.trim())
  const wrong = pairs.find((pair) => !/^[\w-]+=(true|false)$/i.test(pair))
  if (text !== '' && wrong !== undefined)
    throw new OmeError('usage', `--require-gates "${wrong}" is not of the form GATE=true or GATE=false`)
  return gatesIn(text)
}

/** Compares gates that a line relies on with those in force. Throws `unmet` where one differs; notes for those that are none. */
export function checkGates({gates}: OperatorProfile, wanted: Readonly<Record<string, boolean>>): readonly string[] {
  const names = Object.keys(wanted)
  if (names.length === 0) return []
  const notes = names.flatMap((name) => {
    const known = gateNamed(gates, name)
    const asked = wanted[name] === true
    if ((known ? gates[known] : false) !== asked)
      throw new OmeError('unmet', `gate ${known ?? name} is ${asked ? 'off' : 'on'} in this cluster`, [
        known
          ? `see what turns it: ome features ${asked ? 'enable' : 'disable'} ${known}`
          : 'list them: ome features list',
      ])
    if (known) return []
    const former = formerGate(name)
    return [
      former === undefined
        ? `gate ${name} is none of this version, and counts as off`
        : `gate ${name} is gone: ${former}`,
    ]
  })
  return [
    `gates hold for the whole operator, not for one object: ${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} only compared`,
    ...notes,
  ]
}

/** A gate's own spelling. */
export const gateNamed = (gates: Readonly<Record<string, unknown>>, typed: string): string | undefined =>
  Object.keys(gates).find((name) => name.toLowerCase() === typed.toLowerCase())
