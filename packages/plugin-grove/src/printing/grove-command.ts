import {OmeCommand} from '@ome/sdk/command'
import type {Paper} from '@ome/sdk/output'
import type {Plan} from '@ome/sdk/plan'

/** The base of all commands of Grove: `OME_GROVE_<FLAG>` stands for each flag, and `-q` keeps notes back. */
export abstract class GroveCommand extends OmeCommand {
  protected override readonly variables = 'OME_GROVE_'
  /** Set from `-q` by {@link beQuiet}. */
  private quiet = false

  protected beQuiet(flags: {readonly quiet?: boolean | undefined}): void {
    this.quiet = flags.quiet === true
  }

  protected override note(text: string): void {
    if (!this.quiet) super.note(text)
  }

  /** Notes of a plan name commands too, and a dry run prints them as its result. */
  protected override async plan(plan: Plan, flags: Parameters<OmeCommand['plan']>[1]): ReturnType<OmeCommand['plan']> {
    const {bin, connectionWords} = this.context
    const words = connectionWords?.() ?? ''
    const notes = plan.notes?.map((note) => typedHere(bin, note, words))
    return await super.plan(notes ? {...plan, notes} : plan, flags)
  }

  /** Commands that a result names are written as they are typed here: `kubectl grove scale …`. */
  protected override paper(output?: string): Paper {
    const paper = super.paper(output)
    const {bin} = this.context
    if (bin === 'ome' || (paper.output !== undefined && paper.output !== 'wide')) return paper
    const out = (text: string): void => paper.io.out(typedHere(bin, text))
    return {...paper, io: Object.create(paper.io, {out: {value: out}})}
  }
}

/** A text whose commands are written as this program is called: `kubectl grove scale` for `ome grove scale`. */
export const typedHere = (bin: string, text: string, connection = ''): string => {
  if (bin === 'ome') return text
  const name = bin.endsWith('grove') ? bin : `${bin} grove`
  return text.replaceAll(/(?<![\w-])ome grove (?=[a-z])/g, `${name} ${connection === '' ? '' : `${connection} `}`)
}
