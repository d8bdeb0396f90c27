using System.Globalization;
using System.Text;

namespace ClaudeSidecar.Context.Tokens;

/// <summary>Looks up the class of a character in a text of UTF-8.</summary>
internal static class CharClasses
{
    private static readonly CharClass[] Ascii = Table(0x80);

    /// <summary>The class of the character that begins at a byte.</summary>
    /// <param name="text">UTF-8; what is none counts byte for byte as <see cref="CharClass.None"/>.</param>
    /// <param name="at">Inside the text, at the beginning of a character.</param>
    /// <param name="length">Its bytes.</param>
    public static CharClass At(ReadOnlySpan<byte> text, int at, out int length)
    {
        var first = text[at];
        if (first < 0x80)
        {
            length = 1;
            return Ascii[first];
        }

        return Wide.At(text[at..], out length);
    }

    private static CharClass[] Table(int length) => [.. Enumerable.Range(0, length).Select(value => char.IsSurrogate((char)value) ? CharClass.None : Of(new Rune(value)))];

    private static CharClass Of(Rune character) => Rune.GetUnicodeCategory(character) switch
    {
        UnicodeCategory.UppercaseLetter or UnicodeCategory.TitlecaseLetter => CharClass.Front | CharClass.Letter,
        UnicodeCategory.LowercaseLetter => CharClass.Back | CharClass.Letter,
        UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter => CharClass.Front | CharClass.Back | CharClass.Letter,
        UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark => CharClass.Front | CharClass.Back,
        UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => CharClass.Number,
        _ when character.Value is '\r' or '\n' => CharClass.Space | CharClass.LineEnd,
        _ => Rune.IsWhiteSpace(character) ? CharClass.Space : CharClass.None,
    };

    // Apart, so that a process that only ever sees ASCII does not make the larger table.
    private static class Wide
    {
        private static readonly CharClass[] Plane = Table(0x10000);

        public static CharClass At(ReadOnlySpan<byte> text, out int length)
        {
            _ = Rune.DecodeFromUtf8(text, out var character, out length);
            return character.IsBmp ? Plane[character.Value] : Of(character);
        }
    }
}
