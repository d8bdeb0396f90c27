using ClaudeSidecar.Context.Conversation;
using ClaudeSidecar.Context.Memory;
using ClaudeSidecar.Context.Tokens;

namespace ClaudeSidecar.Context.Fit;

/// <summary>
/// Makes the requests of one session fit one model's window. What fits goes out as it came, but for tools that would take too much of
/// the window. Else: tools, system text and the client's notes by their shares; README, what is being edited, and a brief of what is left
/// out; then the latest turns, their long results cut before turns are left out, the turn that is answered now as a whole. Calls keep
/// their results, and the user's last words are never cut (edge cases 100–106). A cut stays until it does not fit any more.
/// Not for two threads at once. No clock, no input or output: the same requests in the same order give the same bytes.
/// </summary>
/// <param name="count">Counts tokens, as the index of these requests does.</param>
public sealed class Fitter(JsonTokens count)
{
    // A room outside of these is that of another window.
    private const double Shrunk = 0.7;
    private const double Grown = 1.6;

    private readonly ToolFit _tools = new(count);
    private readonly SystemFit _system = new(count);
    private readonly MessageShortener _shortener = new(count);
    private readonly Dictionary<(ulong Message, BlockCaps Caps), ShortMessage?> _short = [];
    private FitPlan? _plan;

    // What shares are taken of. The room itself follows each answer's own count, and a prompt that followed it would never be the same.
    private int _measure;

    /// <summary>Fits the next request of the session.</summary>
    public FitResult Fit(IndexedRequest talk, FitLimits limits)
    {
        if (limits.Room < _measure * Shrunk || limits.Room > _measure * Grown)
        {
            _measure = Steady(limits.Room);
        }

        var used = Used(talk);
        var tools = _tools.Choose(talk, used, FitShares.Of(FitShares.FromWideToTight(_measure)[0].Tools, _measure, 0));
        if (talk.Tokens - talk.ToolTokens + tools.Tokens <= limits.Room)
        {
            _plan = null;
            _short.Clear();
            return FitReport.Whole(talk, tools);
        }

        var rounds = Rounds.Of(talk.Messages);
        if (_plan is { } before && Holds(before, talk) && Draft(talk, rounds, before, used, limits.Room) is var same && same.Tokens <= limits.Room)
        {
            return FitReport.Of(talk, rounds, before, same, anew: false);
        }

        FitDraft? least = null;
        FitPlan? tried = null;
        foreach (var shares in FitShares.FromWideToTight(_measure))
        {
            _short.Clear();
            tried = Plan(talk, rounds, shares, used, limits);
            least = Draft(talk, rounds, tried, used, limits.Room);
            if (least.Tokens <= limits.Room)
            {
                _plan = tried;
                return FitReport.Of(talk, rounds, tried, least, anew: true);
            }
        }

        _plan = null;
        return FitReport.Of(talk, rounds, tried!, least!, anew: true) with { Fits = false };
    }

    /// <summary>Has the next request planned anew: there is more to tell than there was.</summary>
    public void Forget() => _plan = null;

    private static int Steady(int room)
    {
        var step = 1;
        while (room / step >= 16)
        {
            step *= 2;
        }

        return room / step * step;
    }

    private bool Holds(FitPlan plan, IndexedRequest talk) =>
        plan.Measure == _measure && talk.Messages.Count > plan.From && plan.Before == HashOf(talk.Messages, plan.From);

    private static ulong HashOf(IReadOnlyList<IndexedMessage> messages, int end)
    {
        ulong hash = 0;
        for (var i = 0; i < end; i++)
        {
            hash = (hash * 31) ^ messages[i].Hash;
        }

        return hash;
    }

    private static HashSet<string> Used(IndexedRequest talk)
    {
        var used = talk.Messages.SelectMany(message => message.Blocks).Where(block => block.Kind == IndexedKind.Call).Select(block => block.Name).ToHashSet(StringComparer.Ordinal);
        used.Add(talk.Outline.ChosenTool);
        return used;
    }

    private FitPlan Plan(IndexedRequest talk, List<int> rounds, FitShares shares, IReadOnlySet<string> used, FitLimits limits)
    {
        var (messages, room) = (talk.Messages, Math.Min(_measure, limits.Room));
        var head = rounds.Count > 0 ? rounds[0] : messages.Count;
        var plan = new FitPlan { Measure = _measure, Room = room, Shares = shares, From = head, Before = 0, Cap = int.MaxValue, Told = [] };
        if (rounds.Count > 1)
        {
            var words = WordsBetween(talk, head, messages.Count);
            var told = FitShares.Of(shares.Workspace, room, 0) + (FitShares.Of(shares.Brief, room, LeastBrief) * (limits.Brief is null ? 1 : 2));
            var free = limits.Room - told - Fixed(talk, plan, head, used);
            var space = free - Tail(messages, rounds, free);
            plan = plan with { Cap = CapChoice.Of(messages, rounds, space / 2) };
            plan = plan with { From = Newest(talk, rounds, plan, space / 2) };
            if (plan.From > head)
            {
                plan = plan with { Told = Told(talk, plan, words, limits) };
            }
        }

        return plan with { Before = HashOf(messages, plan.From) };
    }

    private const int LeastBrief = 120;

    // What the turn that is answered now may need, by the last ones: at most three fifths of what is free.
    private static int Tail(IReadOnlyList<IndexedMessage> messages, List<int> rounds, int free)
    {
        var most = 0;
        for (var i = Math.Max(0, rounds.Count - 10); i < rounds.Count; i++)
        {
            var end = i + 1 < rounds.Count ? rounds[i + 1] : messages.Count;
            most = Math.Max(most, Sum(messages, rounds[i], end));
        }

        return Math.Clamp(most, free / 5, Math.Max(free / 5, free * 3 / 5));
    }

    private int Fixed(IndexedRequest talk, FitPlan plan, int head, IReadOnlySet<string> used)
    {
        var draft = Begin(talk, plan, used);
        AddHead(draft, talk, plan, head);
        return draft.Tokens;
    }

    // The first of the newest rounds for which there is space.
    private int Newest(IndexedRequest talk, List<int> rounds, FitPlan plan, int space)
    {
        var from = rounds[^1];
        for (var i = rounds.Count - 2; i >= 0 && space >= 0; i--)
        {
            for (var message = rounds[i]; message < rounds[i + 1]; message++)
            {
                space -= Short(talk, message, BlockCaps.Older(plan.Cap), plan).Tokens;
            }

            from = space >= 0 ? rounds[i] : from;
        }

        return from;
    }

    private static int WordsBetween(IndexedRequest talk, int first, int end)
    {
        for (var i = end - 1; i >= first; i--)
        {
            if (talk.Messages[i].HasWords)
            {
                return i;
            }
        }

        return -1;
    }

    private static List<(string Part, string Text)> Told(IndexedRequest talk, FitPlan plan, int words, FitLimits limits)
    {
        var told = new List<(string, string)>();
        var workspace = FitShares.Of(plan.Shares.Workspace, plan.Room, 0);
        if (workspace > 0 && limits.Readme?.Invoke(workspace / 2) is { Length: > 0 } readme)
        {
            told.Add(("workspace", readme));
            workspace -= PromptSize.OfText(readme);
        }

        if (workspace > 0 && limits.Edits?.Invoke(workspace) is { Length: > 0 } edits)
        {
            told.Add(("workspace", edits));
        }

        var memory = limits.Before.Then(talk.Messages.Select(message => message.Facts));
        var share = FitShares.Of(plan.Shares.Brief, plan.Room, LeastBrief);
        if (limits.Brief is { Length: > 0 } written)
        {
            told.Add(("brief", Excerpt.Of(written, PromptSize.OfText(written), share, Excerpt.Usual)));
        }

        told.Add(("brief", MemoryBrief.Write(memory, share, PromptSize.OfText)));
        if (words >= 0 && words < plan.From)
        {
            told.Add(("brief", $"The user's last message, word for word:\n{UsersWords.Of(talk.BytesOf(words))}"));
        }

        return told;
    }

    private FitDraft Begin(IndexedRequest talk, FitPlan plan, IReadOnlySet<string> used) => new FitDraft
    {
        Tools = _tools.Choose(talk, used, FitShares.Of(plan.Shares.Tools, plan.Room, 0)),
        System = _system.Write(talk, FitShares.Of(plan.Shares.System, plan.Room, 0)),
    }.Begin();

    private FitDraft Draft(IndexedRequest talk, List<int> rounds, FitPlan plan, IReadOnlySet<string> used, int room)
    {
        var draft = Begin(talk, plan, used);
        AddHead(draft, talk, plan, rounds.Count > 0 ? rounds[0] : talk.Messages.Count);
        if (rounds.Count == 0)
        {
            return draft;
        }

        for (var i = plan.From; i < rounds[^1]; i++)
        {
            draft.Add(i, Short(talk, i, BlockCaps.Older(plan.Cap), plan));
        }

        AddCurrent(draft, talk, plan, rounds[^1], room - draft.Tokens);
        return draft;
    }

    private void AddHead(FitDraft draft, IndexedRequest talk, FitPlan plan, int head)
    {
        var cap = FitShares.Of(plan.Shares.Instructions, plan.Room, 64);
        var lastWords = WordsBetween(talk, 0, talk.Messages.Count);
        var user = Enumerable.Range(0, head).LastOrDefault(i => talk.Messages[i].Side == Side.User, -1);
        IReadOnlyList<string> told = [.. plan.Told.Select(part => part.Text)];
        if (user < 0)
        {
            // Every template wants the user to begin.
            draft.Add(-1, UsersWords.Message(told.Count > 0 ? told : ["(The conversation begins with an answer.)"], count));
        }

        for (var i = 0; i < head; i++)
        {
            var caps = BlockCaps.Head(cap) with { Text = i == lastWords ? int.MaxValue : cap };
            var short_ = i == user && told.Count > 0
                ? _shortener.Write(talk.BytesOf(i), talk.Messages[i], caps, told: told)!
                : Short(talk, i, caps, plan);
            draft.Add(i, short_);
        }
    }

    // As it is; where it alone is too much, its results are cut to what is free.
    private void AddCurrent(FitDraft draft, IndexedRequest talk, FitPlan plan, int first, int free)
    {
        var pieces = new List<ShortMessage>();
        for (var cap = int.MaxValue; ;)
        {
            pieces.Clear();
            for (var i = first; i < talk.Messages.Count; i++)
            {
                pieces.Add(Short(talk, i, BlockCaps.Current(cap), plan));
            }

            var size = pieces.Sum(piece => piece.Tokens);
            if (size <= free || cap <= LeastCurrent)
            {
                break;
            }

            cap = cap == int.MaxValue ? Math.Max(LeastCurrent, free) : Math.Max(LeastCurrent, cap * 3 / 4);
        }

        for (var i = 0; i < pieces.Count; i++)
        {
            draft.Add(first + i, pieces[i]);
        }
    }

    private const int LeastCurrent = 96;

    private ShortMessage Short(IndexedRequest talk, int message, BlockCaps caps, FitPlan plan)
    {
        var known = talk.Messages[message];
        if (!_short.TryGetValue((known.Hash, caps), out var written))
        {
            _short[(known.Hash, caps)] = written = _shortener.Write(talk.BytesOf(message), known, caps, id => Reference.Resolve(talk, message, id, plan.From, plan.Cap));
        }

        return written ?? new(default, known.Tokens);
    }

    private static int Sum(IReadOnlyList<IndexedMessage> messages, int start, int end)
    {
        var sum = 0;
        for (var i = start; i < end; i++)
        {
            sum += messages[i].Tokens;
        }

        return sum;
    }
}
