namespace ClaudeSidecar.Context.Tokens;

/// <summary>The encoders that come with the program, each read when it is first asked for: some ten milliseconds and five megabytes.</summary>
internal static class Vocabularies
{
    private static readonly Lazy<BytePairEncoder> LazyO200k = new(() => new(VocabularyFile.Embedded("o200k_base"), TextSplit.O200k));
    private static readonly Lazy<BytePairEncoder> LazyCl100k = new(() => new(VocabularyFile.Embedded("cl100k_base"), TextSplit.Cl100k));

    /// <summary>o200k_base: two hundred thousand tokens. What everything is counted with that has no vocabulary of its own.</summary>
    public static BytePairEncoder O200k => LazyO200k.Value;

    /// <summary>cl100k_base: half as many, and coarser rules for words.</summary>
    public static BytePairEncoder Cl100k => LazyCl100k.Value;
}
