import { backup } from './backup.ts'
import type { Command } from './command.ts'
import { demo } from './demo.ts'
import { devicePlan, devicePush, gatewayConfig } from './device.ts'
import { doctor } from './doctor.ts'
import { documentAccept, documentList } from './document.ts'
import { gatewayAdd, gatewayList, gatewayRemove } from './gateway.ts'
import { gatewayBind } from './gateway-bind.ts'
import { gatewayPolicy } from './gateway-policy.ts'
import { officerInvite, officerList } from './officer.ts'
import { phoneForget } from './phone.ts'
import { planList, planRemove, planSet } from './plan.ts'
import { realmAdd, realmList, realmRemove, realmShow } from './realm.ts'
import { reportUsage } from './report.ts'
import { serve } from './serve.ts'
import { sessionEnd, sessionList } from './session.ts'
import { siteAdd, siteHours, siteList } from './site.ts'
import { gatewayStrangers } from './stranger.ts'
import { voucherIssue, voucherList } from './voucher.ts'

/** The whole command line, in the order the help shows it. */
export const COMMANDS: readonly Command[] = [
  serve,
  demo,
  gatewayAdd,
  gatewayList,
  gatewayBind,
  gatewayRemove,
  gatewayConfig,
  realmAdd,
  realmList,
  realmShow,
  realmRemove,
  gatewayPolicy,
  gatewayStrangers,
  siteAdd,
  siteList,
  siteHours,
  planList,
  planSet,
  planRemove,
  voucherIssue,
  voucherList,
  sessionList,
  sessionEnd,
  phoneForget,
  devicePlan,
  devicePush,
  reportUsage,
  officerInvite,
  officerList,
  documentList,
  documentAccept,
  doctor,
  backup,
]
