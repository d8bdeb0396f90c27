namespace ClaudeSidecar.Context.Tokens;

/// <summary>The encoders that come with the program, each read when it is first asked for: some ten milliseconds and five megabytes.</summary>
internal static class Vocabularies
{
    private static readonly Lazy<BytePairEncoder> LazyO200k = new(() => new(VocabularyFile.Embedded("o200k_base"), TextSplit.O200k));
    private static readonly Lazy<BytePairEncoder> LazyCl100k = new(() => new(VocabularyFile.Embedded("cl100k_base"), TextSplit.Cl100k));

    private static BytePairEncoder? _chosen;

    /// <summary>What prompts are counted with: what was chosen, else <see cref="O200k"/>.</summary>
    public static BytePairEncoder Counting => _chosen ?? O200k;

    /// <summary>o200k_base: two hundred thousand tokens. What everything is counted with that has no vocabulary of its own.</summary>
    public static BytePairEncoder O200k => LazyO200k.Value;

    /// <summary>cl100k_base: half as many, and coarser rules for words.</summary>
    public static BytePairEncoder Cl100k => LazyCl100k.Value;

    /// <summary>Chooses what prompts are counted with. To be called before anything is counted: counts are remembered.</summary>
    /// <param name="file">A file in the form of <c>*.tiktoken</c>. Text is split by the rules of cl100k_base, as those models do whose vocabularies come so.</param>
    /// <exception cref="InvalidDataException">It is none; the message says where.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static void Choose(string file) => _chosen = new(VocabularyFile.Read(file), TextSplit.Cl100k);
}
