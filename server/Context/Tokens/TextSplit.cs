namespace ClaudeSidecar.Context.Tokens;

/// <summary>How a text is split before it is encoded; see <see cref="TextSplits"/>.</summary>
internal enum TextSplit
{
    /// <summary>As o200k_base: words are split where capitals begin, and keep their contraction.</summary>
    O200k,

    /// <summary>As cl100k_base: words are runs of letters, and contractions are pieces of their own.</summary>
    Cl100k,
}
