#!/usr/bin/env node
import { backup } from './commands/backup.ts'
import type { Command, Terminal } from './commands/command.ts'
import { demo } from './commands/demo.ts'
import { devicePlan, devicePush, gatewayConfig } from './commands/device.ts'
import { dispatch } from './commands/dispatch.ts'
import { doctor } from './commands/doctor.ts'
import { gatewayAdd, gatewayList, gatewayRemove } from './commands/gateway.ts'
import { officerInvite } from './commands/officer.ts'
import { reportUsage } from './commands/report.ts'
import { serve } from './commands/serve.ts'
import { sessionEnd, sessionList } from './commands/session.ts'
import { siteAdd, siteList } from './commands/site.ts'
import { voucherIssue } from './commands/voucher.ts'

const COMMANDS: readonly Command[] = [
  serve,
  demo,
  gatewayAdd,
  gatewayList,
  gatewayRemove,
  siteAdd,
  siteList,
  voucherIssue,
  sessionList,
  sessionEnd,
  gatewayConfig,
  devicePlan,
  devicePush,
  reportUsage,
  officerInvite,
  doctor,
  backup,
]

const terminal: Terminal = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
}

process.exitCode = await dispatch(process.argv.slice(2), COMMANDS, terminal)
