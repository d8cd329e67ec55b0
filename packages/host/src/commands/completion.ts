import {Args, Flags, OmeCommand} from '@ome/sdk/command'
import {completionScript, type Shell, shells} from '../completion/scripts/script.ts'
import {programsOf} from '../personality/programs.ts'
import {indexInUse} from '../routes/route-index.ts'

export default class Completion extends OmeCommand {
  static override summary = 'Print the completion script of a shell'
  static override description = [
    'The script asks the program what fits at the cursor: commands, flags, names of what is in the cluster. Nothing is written; load it from the start file of the shell, or save it where the shell looks:',
    '  bash, in ~/.bashrc   source <(<%= config.bin %> completion bash)',
    '  zsh, in ~/.zshrc     source <(<%= config.bin %> completion zsh)',
    '  zsh, in fpath        <%= config.bin %> completion zsh > ~/.zsh/completions/_ome',
    '  fish                 <%= config.bin %> completion fish > ~/.config/fish/completions/ome.fish',
    '  PowerShell, $PROFILE <%= config.bin %> completion powershell | Out-String | Invoke-Expression',
    'kubectl completes "kubectl ome" by itself when kubectl_complete-ome is on PATH.',
  ].join('\n')
  static override examples = ['<%= config.bin %> completion bash', '<%= config.bin %> completion zsh --as kubectl-ome']
  static override args = {shell: Args.string({required: true, description: 'your shell', options: [...shells]})}
  static override flags = {
    as: Flags.string({description: 'another name of the program, for its words', helpValue: 'NAME'}),
  }
  static override needs = []
  static override completions = {flags: {as: {from: 'personalities' as const}}}
  static override risk = 'read' as const

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Completion)
    const {folders, bin, io} = this.context
    const programs = programsOf(indexInUse(folders.cache), flags.as ?? bin)

    io.out(completionScript(args.shell as Shell, programs))
  }
}
