namespace ClaudeSidecar.Execution.Answers.Markup;

/// <summary>Takes text in place of the scanner, once markup has begun that only its end explains.</summary>
internal interface ITextHolder
{
    /// <summary>More text, not looked at.</summary>
    void Hold(ReadOnlySpan<byte> text);

    /// <summary>Nothing more comes: what was held is to be given on.</summary>
    void Release();
}
