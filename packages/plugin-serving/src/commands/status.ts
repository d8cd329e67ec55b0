import {showsKaito} from '../kaito-observe/needs.ts'
import {
  readEverything,
  refuseNamesWithAll,
  showStatus,
  statusQuestion,
  targetSources,
} from '../kaito-observe/printing/show-status.ts'
import {findStatus} from '../kaito-observe/usecases/target-status.ts'
import {overviewList} from '../kaito-observe/views/overview-list.ts'
import {targetStatus} from '../kaito-observe/views/target-status.ts'
import {listsServices} from '../needs.ts'
import {fleetCompletions, servedOperand, statusFlags} from '../observe/flags.ts'
import {shows} from '../observe/needs.ts'
import {looked, once} from '../printing/looked.ts'
import {ServingCommand} from '../printing/serving-command.ts'
import {chooseTarget} from '../usecases/choose-backend.ts'

/** Time between two looks at everything. */
const lookMs = 5000

export default class Status extends ServingCommand {
  static override summary = 'Show how a service is: replicas, pods, what blocks them, and the next command'
  static override description =
    'Services of OME, and Workspaces, InferenceSets and RAGEngines of KAITO with their nodes and what the cloud says about them. Ends with 0 whatever the state is.'
  static override examples = [
    '<%= config.bin %> status service chat',
    '<%= config.bin %> status chat --watch',
    '<%= config.bin %> status service/chat -o json',
    '<%= config.bin %> status --all',
  ]
  static override args = servedOperand
  static override flags = statusFlags
  static override needs = [...shows, ...listsServices, ...showsKaito]
  static override risk = 'read' as const
  static override completions = fleetCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Status)
    const words = [args.service, args.name]
    refuseNamesWithAll('status', words, flags.all)
    const note = once((text) => this.note(text))
    const readAll = (context = this.context, cluster?: string) =>
      readEverything(context, flags, (text) => note(cluster === undefined ? text : `${cluster}: ${text}`))
    const question = async (context = this.context) =>
      statusQuestion(words, flags.namespace ?? (await context.namespace()), flags.backend)

    if (flags.all && flags.cluster !== undefined) return await this.renderFleet(overviewList, flags, readAll)
    if (flags.all && flags.watch)
      return await this.watch(overviewList, looked(this.context, readAll, lookMs), flags.output, flags.timeout)
    if (flags.all) return this.render(overviewList, await readAll(), flags.output)
    if (flags.cluster !== undefined)
      return await this.renderFleet(targetStatus, flags, async (context) =>
        findStatus(await targetSources(context), await question(context)),
      )
    const [sources, asked] = await Promise.all([targetSources(this.context), question()])
    const target = await chooseTarget(sources.finder, asked)
    await showStatus(this.stage, sources, {namespace: asked.namespace, target}, flags)
  }
}
