import {Flags, OmeCommand} from '@ome/sdk/command'
import {Exit} from '@ome/sdk/runtime'
import {connectionWords} from '../assist/flags.ts'
import {openShell} from '../shell/printing/open-shell.ts'

export default class Interactive extends OmeCommand {
  static override summary = 'Open a shell for commands and phrases'
  static override description =
    `Runs any command without "<%= config.bin %>" in front, and phrases: "scale prod-llama to 5", "show metrics for prod-llama", "use staging", "exit". What a phrase means is shown as a command line before it runs. Tab completes commands, flags and names of the cluster; Ctrl-R looks for a line of before; Ctrl-C cancels a command, Ctrl-D leaves. Behind | and > stands what /bin/sh understands. Without a terminal the lines are read from stdin.`
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    "echo 'get services' | <%= config.bin %> <%= command.id %> --strict",
  ]
  static override flags = {
    strict: Flags.boolean({description: 'end with the exit code of the last line that failed, instead of 0'}),
  }
  static override needs = []
  static override risk = 'read' as const

  async run(): Promise<void> {
    const {flags} = await this.parse(Interactive)
    const code = await openShell(this.context, connectionWords(flags))
    if (this.context.signal.aborted) this.context.signal.throwIfAborted()
    if (flags.strict && code !== 0) throw new Exit(code)
  }
}
