import {Args} from '@ome/sdk/command'
import {deployCompletions, deployFlags, deployFlagsOf} from '../deploy/flags.ts'
import * as needs from '../deploy/needs.ts'
import {deployWithOme} from '../deploy/printing/deploy-with-ome.ts'
import {refuseOtherFlags} from '../domain/backend.ts'
import {refuseSurplus} from '../domain/operand.ts'
import {deployToFleet} from '../kaito-change/printing/deploy-fleet.ts'
import {deployWithKaito} from '../kaito-change/printing/deploy-with-kaito.ts'
import {backendsOf} from '../kaito-observe/compose.ts'
import {ServingCommand} from '../printing/serving-command.ts'
import {chooseBackend} from '../usecases/choose-backend.ts'

export default class Deploy extends ServingCommand {
  static override summary = 'Deploy a model as a service'
  static override description =
    'With OME: chooses the runtime that fits the model, shows why, how many GPUs it takes and what they cost, and creates the service. A second deploy of the same name changes only what is typed; with --canary the new version gets a share of the requests beside the old one. With KAITO: chooses the instance type, says how many nodes KAITO will make and what they cost an hour, and creates a Workspace or an InferenceSet.'
  static override examples = [
    '<%= config.bin %> deploy llama-3-1-8b-instruct --name chat',
    '<%= config.bin %> deploy llama-3-1-8b-instruct --name chat --dry-run',
    '<%= config.bin %> deploy llama-3-1-8b-instruct --name chat --autoscale --min-replicas 1 --max-replicas 4 --wait',
    '<%= config.bin %> deploy --batch models.yaml --parallel 4',
    '<%= config.bin %> deploy phi-4-mini-instruct --name phi --backend kaito --offline --dry-run=client -o yaml',
  ]
  static override args = {
    model: Args.string({description: 'name of a model in the cluster, or of the catalogue of KAITO'}),
    surplus: Args.string({hidden: true}),
  }
  static override flags = deployFlags
  static override needs = needs.deploy
  static override risk = 'write' as const
  static override completions = deployCompletions

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Deploy)
    refuseSurplus(args.model ?? '', args.surplus)
    const isKaitos = flags.offline || flags.cluster !== undefined
    const usual = isKaitos ? 'kaito' : undefined
    const backend = flags.backend ?? usual ?? (await chooseBackend(await backendsOf(this.context), undefined))
    refuseOtherFlags(backend, flags, deployFlagsOf)
    const {cluster} = flags
    if (backend === 'ome') await deployWithOme(this.stage, args.model, flags)
    else if (cluster !== undefined) await deployToFleet(this.stage, args.model, {...flags, cluster})
    else await deployWithKaito(this.stage, args.model, flags)
  }
}
