namespace ClaudeSidecar.Context.Tokens;

/// <summary>What the rules that split a text ask of a character, so that one look answers all of them.</summary>
[Flags]
internal enum CharClass : byte
{
    /// <summary>Punctuation, symbols, controls, and bytes that are no UTF-8.</summary>
    None = 0,

    /// <summary>May stand in the front half of a word: <c>Lu Lt Lm Lo M</c>.</summary>
    Front = 1,

    /// <summary>May stand in the back half of a word: <c>Ll Lm Lo M</c>.</summary>
    Back = 2,

    /// <summary><c>L</c>.</summary>
    Letter = 4,

    /// <summary><c>N</c>.</summary>
    Number = 8,

    /// <summary>White space, line ends among it.</summary>
    Space = 16,

    /// <summary>Carriage return and line feed.</summary>
    LineEnd = 32,
}
