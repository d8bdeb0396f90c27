using System.Collections.Frozen;
using ClaudeSidecar.Context.Tokens;
using ClaudeSidecar.Context.Trim;
using ClaudeSidecar.Execution.Convert;
using ClaudeSidecar.Execution.Dialects;
using ClaudeSidecar.Settings;

namespace ClaudeSidecar.Execution.Backends;

/// <summary>
/// How one request is put to one model, and how that changes when the server refuses it: at most one change of each kind and three in
/// all. What helped is remembered for the model once an answer has come. Does nothing by itself: no clock, no network.
/// </summary>
/// <param name="body">The client's bytes.</param>
/// <param name="target">Who is asked.</param>
/// <param name="context">How much is kept free for the answer.</param>
/// <param name="learnt">What is known of the model already.</param>
internal sealed class ModelAsking(ReadOnlyMemory<byte> body, ModelTarget target, ContextOptions context, LearntModel learnt)
{
    private const int MostRemedies = 3;

    // Our estimates are high, seldom by more than this: a prompt beyond it surely does not fit.
    private const double Sure = 0.75;

    // What an overflow that tells no numbers is cut to.
    private const double Unmeasured = 0.7;

    private readonly HashSet<Remedy> _tried = [];
    private ReadOnlyMemory<byte> _body = body;

    /// <summary>What was learnt so far, this request included.</summary>
    public LearntModel Learnt { get; private set; } = learnt;

    /// <summary>The window, as far as known.</summary>
    public int? Window => Learnt.Window is { } told && target.Window is { } known ? Math.Min(told, known) : Learnt.Window ?? target.Window;

    /// <summary>True when the prompt surely does not fit and cannot be shortened so far.</summary>
    public bool DoesNotFit { get; private set; }

    /// <summary>Writes the request as it is to be put now; a prompt that surely does not fit is shortened first.</summary>
    /// <param name="dialect">The server's.</param>
    /// <param name="options">What does not change between tries.</param>
    /// <param name="chat">The request.</param>
    /// <param name="problem">Why there is none, in words for the client.</param>
    public bool TryWrite(IDialect dialect, ConvertOptions options, out ChatRequest chat, out string problem)
    {
        if (!dialect.TryConvert(_body, Adapted(options), out chat, out problem))
        {
            return false;
        }

        if (Window is not { } window || chat.EstimatedPrompt * (Learnt.Ratio ?? Sure) <= RoomForPrompt(window, Learnt.Ratio is null))
        {
            return true;
        }

        DoesNotFit = !TryShorten(chat.EstimatedPrompt, (int)(RoomForPrompt(window, false) / (Learnt.Ratio ?? 1)));
        return DoesNotFit || dialect.TryConvert(_body, Adapted(options), out chat, out problem);
    }

    /// <summary>True when the request is to be put again, differently.</summary>
    /// <param name="remedy">What may help.</param>
    /// <param name="fault">What the server said.</param>
    /// <param name="chat">What it was sent.</param>
    public bool TryHeal(Remedy remedy, ServerFault fault, ChatRequest chat)
    {
        if (_tried.Count >= MostRemedies || !_tried.Add(remedy))
        {
            return false;
        }

        switch (remedy.Kind)
        {
            case RemedyKind.Shorten:
                return TryFit(fault, chat.EstimatedPrompt);
            case RemedyKind.PlainSchemas when !Learnt.PlainSchemas && (!chat.Tools.IsEmpty || _body.Span.IndexOf("\"json_schema\""u8) >= 0):
                Learnt = Learnt with { PlainSchemas = true };
                return true;
            case RemedyKind.StrictTurns when !Learnt.StrictTurns:
                Learnt = Learnt with { StrictTurns = true };
                return true;
            case RemedyKind.NoImages when !Learnt.NoImages && _body.Span.IndexOf("\"image\""u8) >= 0:
                Learnt = Learnt with { NoImages = true };
                return true;
            case RemedyKind.LeaveOut when !Learnt.Without.Contains(remedy.Field):
                Learnt = Learnt with { Without = [.. Learnt.Without, remedy.Field] };
                return true;
            case RemedyKind.SmallerWindow when target.ChoseWindow && Window is { } window and > OllamaWindow.Least:
                Learnt = Learnt with { LargestWindow = window / 2, Window = window / 2 };
                return true;
            default:
                return false;
        }
    }

    private ConvertOptions Adapted(ConvertOptions options) => Learnt.Adapt(options) with
    {
        Window = target.SetsWindow ? Window : null,
        MaxTokens = Window is { } window ? prompt => RoomForAnswer(prompt, window) : null,
    };

    private bool TryFit(ServerFault fault, int estimate)
    {
        var window = fault.Window > 0 ? fault.Window : Window;
        var ratio = fault.PromptTokens > 0 ? fault.PromptTokens / (double)estimate : Learnt.Ratio;
        var knewWindow = Window is not null;
        Learnt = Learnt with { Window = fault.Window > 0 ? fault.Window : Learnt.Window, Ratio = ratio };
        if (window is not { } limit)
        {
            return TryShorten(estimate, (int)(estimate * Unmeasured));
        }

        // Prompt and answer together were too much: now that the window is known, less is asked for.
        if (!knewWindow && estimate * (ratio ?? 1) <= RoomForPrompt(limit, false))
        {
            return true;
        }

        var most = ratio is { } measured ? RoomForPrompt(limit, false) / measured : Math.Min(RoomForPrompt(limit, false), estimate * Unmeasured);
        return TryShorten(estimate, (int)Math.Min(most, estimate * 0.95));
    }

    private bool TryShorten(int estimate, int most)
    {
        // What the conversion itself adds is counted with the rest.
        var added = Math.Max(0, estimate - PromptSize.Estimate(_body.Span));
        if (HistoryTrim.Cut(_body, most - added, static bytes => PromptSize.Estimate(bytes.Span)) is not { } shorter)
        {
            return false;
        }

        _body = shorter;
        return true;
    }

    private int RoomForPrompt(int window, bool whole) => whole ? window : window - Reserved(window);

    // Servers that add up prompt and answer refuse a sum beyond the window (local-servers 3.1). The prompt is estimated high, so
    // that a prompt near the limit still gets what is reserved for the answer, and the server has the last word.
    private int RoomForAnswer(int prompt, int window) => Math.Max(Reserved(window), window - (int)(prompt * (Learnt.Ratio ?? 1)));

    private int Reserved(int window) => Math.Min(context.ReserveOutput, window / 4);
}
