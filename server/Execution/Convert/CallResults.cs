namespace ClaudeSidecar.Execution.Convert;

/// <summary>
/// What a user's turn holds for the calls before it, and what it says apart from that. Every dialect wants each call followed by
/// one result, which a history need not have (edge case 63).
/// </summary>
internal sealed class CallResults
{
    /// <summary>Stands for a result that is not in the history.</summary>
    public const string NoResult = "[error] No result of this call was recorded.";

    /// <summary>Stands for a result without content.</summary>
    public const string Empty = "(no output)";

    /// <summary>Said by the assistant where its turn must stand between results and the user's own words.</summary>
    public const string Turnover = "I have the results.";

    private const string Orphan = "Result of an earlier tool call:";

    private readonly Dictionary<string, Part> _results = new(StringComparer.Ordinal);
    private readonly List<Part> _content = [];

    /// <summary>The user's own words, as <see cref="ReadOwn"/> left them.</summary>
    public List<Part> Own { get; } = [];

    /// <summary>Keeps the results of the turn that answers calls; of two results of one call the first counts.</summary>
    /// <returns>What the system says there before the user says anything.</returns>
    public List<Part> Read(Turn? answer)
    {
        _results.Clear();
        var asides = new List<Part>();
        var spoken = false;
        foreach (var part in answer?.Parts ?? [])
        {
            switch (part.Kind)
            {
                case PartKind.ToolResult:
                    _results.TryAdd(part.Id, part);
                    break;
                case PartKind.SystemText when !spoken:
                    asides.Add(part);
                    break;
                default:
                    spoken = true;
                    break;
            }
        }

        return asides;
    }

    /// <summary>The result of a call; false where none was recorded.</summary>
    public bool TryGet(Part call, out Part result) => _results.TryGetValue(call.Id, out result);

    /// <summary>
    /// Reads into <see cref="Own"/> what a turn says apart from what is written with the results of the calls before it. A result
    /// without a call fits nowhere else.
    /// </summary>
    /// <param name="turn">The user's.</param>
    /// <param name="before">The turn before it; null for none.</param>
    /// <param name="isLeft">True for parts of a result that cannot be written with it; null where there are none.</param>
    public void ReadOwn(Turn turn, Turn? before, Predicate<Part>? isLeft = null)
    {
        Own.Clear();
        var spoken = before?.Calls.Count is null or 0;
        foreach (var part in turn.Parts)
        {
            if (part.Kind == PartKind.ToolResult)
            {
                AddRestOf(part, before, isLeft);
            }
            else if (part.Kind != PartKind.SystemText || spoken)
            {
                spoken = true;
                Own.Add(part);
            }
        }
    }

    private void AddRestOf(Part result, Turn? before, Predicate<Part>? isLeft)
    {
        if (before?.HasCalled(result.Id) != true)
        {
            Own.Add(Part.Saying(Orphan));
            ContentBlocks.ReadContent(result.Json, PartKind.Text, Own);
        }
        else if (isLeft is not null && _results.Remove(result.Id))
        {
            _content.Clear();
            ContentBlocks.ReadContent(result.Json, PartKind.Text, _content);
            Own.AddRange(_content.Where(part => isLeft(part)));
        }
    }
}
