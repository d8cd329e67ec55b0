import {OmeCommand} from '@ome/sdk/command'

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
}
