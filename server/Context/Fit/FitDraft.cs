namespace ClaudeSidecar.Context.Fit;

/// <summary>A fitted request before it is written: each message as it goes out, and the sum.</summary>
internal sealed class FitDraft
{
    private readonly List<(int Message, ShortMessage Piece)> _pieces = [];

    /// <summary>The tools.</summary>
    public required ToolSet Tools { get; init; }

    /// <summary>The system text.</summary>
    public required ShortMessage System { get; init; }

    /// <summary>The size of the whole.</summary>
    public int Tokens { get; private set; }

    /// <summary>The messages: their numbers in the client's request, -1 for one of ours, and what becomes of them.</summary>
    public IReadOnlyList<(int Message, ShortMessage Piece)> Pieces => _pieces;

    /// <summary>Counts what stands beside the messages. To be called once, first.</summary>
    public FitDraft Begin()
    {
        Tokens = Tools.Tokens + System.Tokens;
        return this;
    }

    /// <summary>Adds a message at the end.</summary>
    public void Add(int message, ShortMessage piece)
    {
        _pieces.Add((message, piece));
        Tokens += piece.Tokens;
    }
}
