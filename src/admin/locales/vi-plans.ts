import { FIGURE_MAX, type PlanFault } from '#src/plans/plan-form.ts'

/** What a plan's form is told in Vietnamese. */
export const plansVi = {
  planFaults: {
    slug: 'Mã gói gồm chữ thường không dấu, chữ số và dấu gạch nối, ví dụ khach-du-lich.',
    name: 'Nhập tên gói, không quá 60 ký tự.',
    required: 'Mục này bắt buộc.',
    figure: `Nhập số nguyên từ 1 đến ${FIGURE_MAX.toLocaleString('vi-VN')}; để trống là không giới hạn.`,
    interim: 'Báo số liệu từ 60 đến 3.600 giây một lần.',
    'above-day': 'Một phiên không thể nhiều hơn cả ngày.',
    'above-month': 'Không thể nhiều hơn cả tháng.',
    'one-rate': 'Nhập cả tốc độ tải xuống và tải lên, hoặc để trống cả hai.',
    'not-slower': 'Tốc độ khi hết phải thấp hơn tốc độ thường.',
    'no-limit': 'Gói không có giới hạn dung lượng hay thời gian nào để giảm tốc.',
  } satisfies Record<PlanFault, string>,
}
