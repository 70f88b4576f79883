/**
 * What a phone code's message says. Vietnamese goes without marks: with them a message needs UCS-2,
 * holds 70 characters instead of 160, and costs the city twice.
 */
export function codeMessage(code: string, language: string, minutes: number): string {
  return language === 'en'
    ? `${code} is your Quang Ninh public Wi-Fi code, valid ${minutes} minutes. Do not share it.`
    : `${code} la ma Wi-Fi cong cong Quang Ninh, hieu luc ${minutes} phut. Khong dua ma cho ai.`
}
