import {Args, Flags, OmeCommand} from '@ome/sdk/command'
import {folderAt, sandbox} from '../../compose.ts'
import {runningSandbox} from '../../usecases/running-sandbox.ts'
import {writeFiles} from '../../usecases/write-files.ts'

export default class SandboxFiles extends OmeCommand {
  static override summary = 'Write the working files of the running scenario'
  static override description =
    'Manifests and lists that the documents of the scenario use, and DIR/home with a kubeconfig for tools that read $HOME.'
  static override examples = ['<%= config.bin %> sandbox files ./tour']
  static override args = {dir: Args.string({required: true, description: 'folder to write to; made when absent'})}
  static override flags = {force: Flags.boolean({description: 'replace files that are there'})}
  static override needs = []
  static override risk = 'write' as const
  static override completions = {args: {dir: {files: []}}}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(SandboxFiles)
    const host = sandbox(this.context)
    const record = await runningSandbox(host)
    const files = await host.workingFiles(record)

    await writeFiles(folderAt(this.context, args.dir), files, flags.force)

    for (const file of files) this.context.io.out(`${file.path}\n`)
  }
}
