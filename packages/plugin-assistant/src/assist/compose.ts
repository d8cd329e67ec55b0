import {resolve} from 'node:path'
import type {Context} from '@ome/sdk/context'
import type {Commands, Digest} from './domain/ports.ts'
import type {AssistantPlan} from './domain/step.ts'
import {writePlan} from './files/plan-file.ts'
import {commandsOf} from './process/commands.ts'
import {sha256} from './process/digest.ts'

export interface AssistParts {
  readonly commands: Commands
  readonly digest: Digest
}

export const assistParts = async (context: Context): Promise<AssistParts> => ({
  commands: await commandsOf(context),
  digest: sha256,
})

export const keepPlan = ({cwd}: Context, path: string, plan: AssistantPlan): void => writePlan(resolve(cwd, path), plan)
