import {newestRelease} from '@ome/kaito/operator-gates'
import {Args, Flags} from '@ome/sdk/command'

export const gateOperand = {gate: Args.string({required: true, description: 'name of the gate'})}

export const gateCompletions = {args: {gate: {values: newestRelease.gates.map(({name}) => name)}}}

export const applyFlag = {apply: Flags.boolean({description: 'run the command with helm instead of printing it'})}
