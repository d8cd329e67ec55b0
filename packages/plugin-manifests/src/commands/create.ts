import {OmeCommand} from '@ome/sdk/command'
import {namespaced, write} from '@ome/sdk/flags'
import {manifests, readInput} from '../compose.ts'
import {input, needInput} from '../flags.ts'
import {creates} from '../needs.ts'
import {waitForApplied} from '../printing/wait.ts'
import {planCreate} from '../usecases/plan-create.ts'

export default class Create extends OmeCommand {
  static override summary = 'Create objects of manifests that are not there yet'
  static override description = 'Nothing is created when one of them exists.'
  static override examples = ['<%= config.bin %> create -f new-service.yaml']
  static override flags = {...input, ...namespaced, ...write}
  static override needs = creates
  static override risk = 'write' as const
  static override completions = {flags: {filename: {files: ['yaml', 'yml', 'json']}}}

  async run(): Promise<void> {
    const {flags} = await this.parse(Create)
    needInput(flags, 'create')
    const read = await readInput(this.context, flags)
    const namespace = flags.namespace ?? (await this.context.namespace())
    const plan = await planCreate(await manifests(this.context), {manifests: read, namespace})
    await waitForApplied(this.context, await this.plan(plan, flags), flags)
  }
}
