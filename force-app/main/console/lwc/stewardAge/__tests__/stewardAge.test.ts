import { ageInWords } from 'c/stewardAge';

describe('ageInWords', () => {
  it.each([
    [0, 'less than an hour'],
    [0.9, 'less than an hour'],
    [1, '1 hour'],
    [23, '23 hours'],
    [24, '1 day'],
    [47, '1 day'],
    [48, '2 days'],
    [24 * 14 - 1, '13 days'],
    [24 * 14, '2 weeks'],
    [24 * 365, '52 weeks']
  ])('says %s hours as "%s"', (hours, words) => {
    expect(ageInWords(hours)).toBe(words);
  });
});
