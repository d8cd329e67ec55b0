import {runFleetPlan} from '@ome/sdk/fleet-plan'
import type {Stage} from '../../printing/serving-command.ts'
import {type DeployFlagsOfKaito, kaitoDeployPlan} from './deploy-with-kaito.ts'

interface FleetDeployFlags extends DeployFlagsOfKaito {
  readonly cluster: string
  readonly kubeconfig?: string | undefined
  readonly 'request-timeout'?: number | undefined
}

/** The same deployment in several clusters; each has the manifest that its operator needs. */
export const deployToFleet = (stage: Stage, model: string | undefined, flags: FleetDeployFlags): Promise<void> =>
  runFleetPlan(stage.context, flags, (own, cluster) =>
    kaitoDeployPlan(own, model, flags, (text) => stage.note(`${cluster}: ${text}`)),
  )
