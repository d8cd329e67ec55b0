import {Args, Flags, OmeCommand} from '@ome/sdk/command'
import {withDeadline} from '@ome/sdk/deadline'
import {namespaced, write} from '@ome/sdk/flags'
import type {Need} from '@ome/sdk/need'
import {serving} from '../compose.ts'
import {parsePairs} from '../domain/pairs.ts'
import {deploymentDeadline, followDeployment} from '../usecases/follow-deployment.ts'
import {planDeploy} from '../usecases/plan-deploy.ts'
import {deployPreferences} from '../usecases/preferences.ts'
import {serviceStatus} from '../views/service-status.ts'

export default class Deploy extends OmeCommand {
  static override summary = 'Deploy a model as a service'
  static override description =
    'Chooses the runtime that fits the model, shows why, how many GPUs it takes and what they cost, and creates the service. A second deploy of the same name changes only what is typed.'
  static override examples = [
    '<%= config.bin %> deploy llama-3-1-8b-instruct --name chat',
    '<%= config.bin %> deploy llama-3-1-8b-instruct --name chat --dry-run',
    '<%= config.bin %> deploy llama-3-1-8b-instruct --name chat --autoscale --min-replicas 1 --max-replicas 4 --wait',
  ]
  static override args = {model: Args.string({required: true, description: 'name of a model in the cluster'})}
  static override flags = {
    ...namespaced,
    name: Flags.string({description: "name of the service; the model's name when absent"}),
    scope: Flags.option({options: ['namespace', 'cluster'] as const})({
      description: 'which model, when both scopes have the name',
    }),
    runtime: Flags.string({description: 'runtime to use instead of the one that is chosen'}),
    accelerator: Flags.string({description: 'accelerator class to run on'}),
    replicas: Flags.integer({description: 'fixed number of replicas', min: 1}),
    autoscale: Flags.boolean({description: 'let an autoscaler choose the number of replicas', allowNo: true}),
    'min-replicas': Flags.integer({description: 'least number of replicas', min: 0}),
    'max-replicas': Flags.integer({description: 'greatest number of replicas', min: 1}),
    monitoring: Flags.boolean({description: 'have Prometheus scrape the engine', allowNo: true}),
    env: Flags.string({
      description: 'environment variable of the engine, NAME=VALUE',
      multiple: true,
      multipleNonGreedy: true,
    }),
    label: Flags.string({description: 'label of the service, KEY=VALUE', multiple: true, multipleNonGreedy: true}),
    strict: Flags.boolean({description: 'too few free GPUs is an error'}),
    'wait-model': Flags.boolean({description: 'deploy although no node has the model yet'}),
    ...write,
  }
  static override needs = deployNeeds()
  static override risk = 'write' as const
  static override completions = {
    args: {model: {resource: 'clusterbasemodels.ome.io'}},
    flags: {runtime: {resource: 'clusterservingruntimes.ome.io'}, accelerator: {resource: 'acceleratorclasses.ome.io'}},
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(Deploy)
    const namespace = flags.namespace ?? (await this.context.namespace())
    const cluster = await serving(this.context)
    const request = {
      ...flags,
      model: args.model,
      namespace,
      replicas: {
        replicas: flags.replicas,
        autoscale: flags.autoscale,
        min: flags['min-replicas'],
        max: flags['max-replicas'],
      },
      env: parsePairs('--env', flags.env),
      labels: parsePairs('--label', flags.label),
      waitModel: flags['wait-model'],
    }

    const plan = await planDeploy(cluster.world, cluster.writer, request, deployPreferences(this.context.settings))
    const {applied} = await this.plan(plan, flags)
    if (applied && flags.wait) {
      await this.watch(
        serviceStatus,
        withDeadline(followDeployment(cluster, plan, namespace), flags.timeout, deploymentDeadline(plan, namespace)),
        flags.output,
      )
    }
  }
}

function deployNeeds(): Need[] {
  return [
    {
      apiGroups: ['ome.io'],
      resources: ['basemodels', 'servingruntimes'],
      verbs: ['list'],
      scope: 'namespace',
      why: 'finds the model and the runtimes of the namespace',
    },
    {
      apiGroups: ['ome.io'],
      resources: ['clusterbasemodels', 'clusterservingruntimes'],
      verbs: ['list'],
      scope: 'cluster',
      why: 'finds the models and runtimes of the cluster',
    },
    {
      apiGroups: ['ome.io'],
      resources: ['acceleratorclasses'],
      verbs: ['list'],
      scope: 'cluster',
      optional: true,
      why: 'names accelerators and their price',
    },
    {
      apiGroups: [''],
      resources: ['nodes', 'pods'],
      verbs: ['list'],
      scope: 'cluster',
      optional: true,
      why: 'says whether the GPUs are free',
    },
    {
      apiGroups: ['ome.io'],
      resources: ['inferenceservices'],
      verbs: ['get', 'patch', 'create'],
      scope: 'namespace',
      why: 'creates or changes the service',
    },
  ]
}
