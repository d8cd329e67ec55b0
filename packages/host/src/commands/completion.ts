import {Args, Flags, OmeCommand} from '@ome/sdk/command'
import {completionScript, type Shell, shells} from '../completion/scripts/script.ts'
import {programsOf} from '../personality/programs.ts'
import {indexInUse} from '../routes/route-index.ts'

export default class Completion extends OmeCommand {
  static override summary = 'Print the completion script of a shell'
  static override description = [
    'The script asks the program what fits at the cursor: commands, flags, and names of what is in the cluster. It changes no file; load it from the start file of the shell, or put it where the shell looks for completions:',
    'bash:        source <(ome completion bash), in ~/.bashrc',
    'zsh:         source <(ome completion zsh), in ~/.zshrc; or ome completion zsh > ~/.zsh/completions/_ome, in a folder of fpath',
    'fish:        ome completion fish > ~/.config/fish/completions/ome.fish',
    'PowerShell:  ome completion powershell | Out-String | Invoke-Expression, in $PROFILE',
    'kubectl 1.26 and newer completes "kubectl ome" by itself when kubectl_complete-ome is on PATH.',
  ].join('\n')
  static override examples = ['<%= config.bin %> completion bash', '<%= config.bin %> completion zsh --as kubectl-ome']
  static override args = {shell: Args.string({required: true, description: 'your shell', options: [...shells]})}
  static override flags = {
    as: Flags.string({description: 'another name of the program, for its words', helpValue: 'NAME'}),
  }
  static override needs = []
  static override risk = 'read' as const

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Completion)
    const {folders, bin, io} = this.context
    const programs = programsOf(indexInUse(folders.cache), flags.as ?? bin)

    io.out(completionScript(args.shell as Shell, programs))
  }
}
