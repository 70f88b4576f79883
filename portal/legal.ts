import * as v from 'valibot'

const parameter = <S extends v.GenericSchema>(key: string, value: S) =>
  v.object({ key: v.literal(key), value, basis: v.string() })

const months = v.pipe(v.number(), v.integer(), v.minValue(1))

const schema = v.object({ parameters: v.array(v.looseObject({ key: v.string() })) })

/** A number the law sets, and the law. */
export type Rule = { readonly value: number; readonly basis: string }

/** What the privacy notice promises about time, each with its basis. */
export type LegalTerms = {
  readonly accessLogMonths: Rule
  readonly userDataMonths: Rule
  readonly deviceLogDays: Rule
  readonly replyWorkingDays: Rule
  readonly breachNotifyHours: Rule
}

/** Reads the notice's figures out of the file of legal parameters; throws naming what is missing. */
export function parseLegalTerms(file: unknown): LegalTerms {
  const { parameters } = v.parse(schema, file)
  const rule = (key: string): Rule => {
    const found = parameters.find((entry) => entry.key === key)
    const { value, basis } = v.parse(parameter(key, months), found, { message: `${key}: a number` })
    return { value, basis }
  }
  return {
    accessLogMonths: rule('accessLog.minMonths'),
    userDataMonths: rule('userData.minMonths'),
    deviceLogDays: rule('deviceIpLogin.minDays'),
    replyWorkingDays: rule('subjectRequest.replyWorkingDays'),
    breachNotifyHours: rule('breach.notifyHours'),
  }
}
