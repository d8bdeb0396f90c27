using System.Text;
using ClaudeSidecar.Execution.Answers.Calls;
using ClaudeSidecar.Execution.Answers.Markup;
using ClaudeSidecar.Wire;
using ClaudeSidecar.Wire.Anthropic;
using ClaudeSidecar.Wire.Chat;
using ClaudeSidecar.Wire.OpenAi;

namespace ClaudeSidecar.Execution.Answers;

/// <summary>
/// Turns chunks of a chat completion into one message of Anthropic's. Whatever comes in, what comes out is a valid message, or
/// a valid beginning with one error event, or nothing at all and a failure that another backend may make good.
/// One instance for one answer; the owner feeds it chunk by chunk and says how the stream ended.
/// </summary>
internal sealed class ChatReducer
{
    private const string EmptyAnswer = "The local server sent an empty answer.";

    private readonly ReducerOptions _options;
    private readonly IMessageSink _sink;
    private readonly BlockWriter _blocks;
    private readonly Harmony _stages;
    private readonly MarkScanner _text;
    private readonly CallWriter _made;
    private readonly HiddenCalls _hidden;
    private readonly CallTable _calls;
    private readonly RunawayGuard _guard = new();
    private readonly PrefillEcho _echo;
    private readonly OpenedThinking _opened;
    private readonly StopSequences _stops;
    private readonly ChatChunk _chunk = new();
    private ChatUsage? _usage;
    private string? _finishReason;
    private string? _stopSequence;
    private bool _started;
    private bool _sawChoice;

    /// <summary>Makes one for one answer.</summary>
    public ChatReducer(ReducerOptions options, IMessageSink sink)
    {
        _options = options;
        _sink = sink;
        _echo = new PrefillEcho(options.Prefill);
        _calls = new CallTable(options.Tools);
        _blocks = new BlockWriter(sink, options.ShowThinking)
        {
            Begin = Start,
            WantsJson = options.WantsJson,
            Note = options is { Family.ReasoningBack: true, Reasoning: { } book } ? new ReasoningNote(book) : null,
        };
        _made = new CallWriter(options, _blocks);
        _hidden = new HiddenCalls(options.Tools);

        // The text's way to the client, from its end: each stage keeps what it understands.
        var code = new CodeSpans();
        _stops = new StopSequences(options.StopSequences, _made);
        var calls = new TextCalls(options.Tools, _hidden, new ControlTokens(_stops));
        _stages = new Harmony(code, new ThinkTags(code, calls));
        _text = calls.Scanner = new MarkScanner(options.Tools, code, MarkTable.Of(options.Family)) { First = _stages };
        _opened = new OpenedThinking(options.OpensThinking, _echo, _text, _stages);
    }

    /// <summary>Known once the answer has ended, well or not; nothing may be fed after it.</summary>
    public ReducerOutcome? Outcome { get; private set; }

    /// <summary>True once something went to the client, so that nobody else can answer any more.</summary>
    public bool Started => _started;

    /// <summary>True once the server said why it stopped: only usage may still come.</summary>
    public bool Finished => _finishReason is not null;

    /// <summary>Sends <c>message_start</c> if it is not sent yet.</summary>
    public void Start()
    {
        if (!_started)
        {
            _started = true;
            _sink.Start(_options.MintMessageId(), _options.Model, CurrentUsage() with { Output = 0 });
        }
    }

    /// <summary>Takes the data of one event, or the body of a whole answer.</summary>
    public void Push(ReadOnlyMemory<byte> data)
    {
        var json = data.Span.Trim(" \t\r\n"u8);
        if (json.IsEmpty || Outcome is not null)
        {
            return;
        }

        if (!_options.Reader.TryRead(json, _chunk))
        {
            Fail(FailureKind.BadAnswer, "The local server sent something that is not JSON.");
        }
        else if (_chunk.IsError)
        {
            var error = ChatError.Read(data);
            var kind = OverflowWording.Matches(error.Message) ? FailureKind.TooLong : FailureKind.ServerError;
            Fail(kind, "The local server reported an error in its answer.", error.Message);
        }
        else
        {
            Take(_chunk);
            if (_chunk.IsEnd && Outcome is null)
            {
                Complete();
            }
        }
    }

    /// <summary>A whole answer has been pushed: nothing else belongs to it, and a reason why it ended may be lacking.</summary>
    public void EndOfWhole()
    {
        if (Outcome is null)
        {
            Complete();
        }
    }

    /// <summary>The stream ended without its closing mark. A whole answer, too, is ended with this.</summary>
    public void EndOfStream()
    {
        if (Outcome is not null)
        {
            return;
        }

        if (Finished)
        {
            Complete();
        }
        else if (_sawChoice)
        {
            Fail(FailureKind.CutOff, "The local server broke off in the middle of its answer.");
        }
        else
        {
            Fail(FailureKind.BadAnswer, EmptyAnswer);
        }
    }

    /// <summary>Ends the answer as failed: with an error event if something went out already.</summary>
    /// <param name="kind">What happened.</param>
    /// <param name="detail">The same in words of ours.</param>
    /// <param name="serverWords">The server's own words, if it said any.</param>
    public void Fail(FailureKind kind, string detail, string serverWords = "")
    {
        if (Outcome is not null)
        {
            return;
        }

        Outcome = new ReducerOutcome(kind, detail, serverWords);
        if (_started)
        {
            // Overloaded is what every version of the client retries as a whole new request (claude-wire 2c).
            _sink.Error(ErrorBody.Overloaded, serverWords.Length == 0 ? detail : $"{detail} It said: {serverWords}");
        }
    }

    private void Take(ChatChunk chunk)
    {
        _usage = chunk.Usage ?? _usage;
        _sawChoice |= chunk.HasChoice && !chunk.IsProgress;
        _guard.Take(chunk.Reasoning);
        _guard.Take(chunk.Content);
        if (!chunk.Reasoning.IsEmpty)
        {
            _opened.Release();
            _stages.Reasoning(chunk.Reasoning);
        }

        TakeText(chunk.Content);
        TakeText(chunk.Refusal);
        for (var i = 0; i < chunk.ToolCalls.Count && _stops.Met is null; i++)
        {
            _opened.Release();
            _echo.End(_text);
            _text.Flush();
            _calls.Add(chunk, chunk.ToolCalls[i]);
            _guard.Take(chunk.Text(chunk.ToolCalls[i].Arguments), isData: true);
        }

        if (_stopSequence is null && !chunk.StopString.IsEmpty)
        {
            var met = Encoding.UTF8.GetString(chunk.StopString);
            _stopSequence = _options.StopSequences.Contains(met) ? met : null;
        }

        if (chunk.FinishReason is "error" or "abort")
        {
            Fail(FailureKind.ServerError, "The local server gave the answer up.");
        }

        _finishReason ??= chunk.FinishReason;
        if ((_guard.HasTripped || _stops.Met is not null) && Outcome is null)
        {
            // With an outcome the owner reads no further, and the connection ends: that is what stops the server.
            Complete();
        }
    }

    private void TakeText(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
        {
            return;
        }

        // Text after calls stays after them, provided that they are whole: else it must not wait for them.
        if (_calls.Pending.Count > 0 && !text.Trim(" \t\r\n"u8).IsEmpty && _calls.Pending.All(call => call.IsWhole))
        {
            SendCalls();
        }

        _opened.Take(text);
    }

    private void Complete()
    {
        if (!_sawChoice)
        {
            Fail(FailureKind.BadAnswer, EmptyAnswer);
            return;
        }

        // What a loop broke off is as incomplete as what the limit did.
        _made.FinishReason = _guard.HasTripped ? "length" : _finishReason;
        _text.IsCut = _made.FinishReason == "length";
        _opened.End(_text.IsCut);
        _echo.End(_text);
        _text.Flush();
        _blocks.Release();
        _stopSequence = _stops.Met ?? _stopSequence;
        SendCalls();
        if (!_blocks.HasContent && !_made.HasWithheld && !_guard.HasTripped)
        {
            foreach (var call in _hidden.Take())
            {
                _made.Call(new CalledTool { Name = call.Name, Arguments = call.Arguments, IsClosed = call.IsClosed });
            }
        }

        if (_guard.HasTripped)
        {
            _blocks.DropTrailingSpace();
            _blocks.Text(Encoding.UTF8.GetBytes("\n\n" + Notes.Runaway));
        }
        else if (!_blocks.HasContent)
        {
            _blocks.Text(Encoding.UTF8.GetBytes(Notes.ForNothing(_made.HasWithheld, _blocks.HasReasoning, _finishReason == "length")));
        }

        _blocks.Close();
        var reason = ReasonOfStop();
        _sink.End(reason, reason == StopReason.StopSequence ? _stopSequence : null, CurrentUsage());
        Outcome = new ReducerOutcome(FailureKind.None, "");
    }

    private void SendCalls()
    {
        foreach (var call in _calls.Pending)
        {
            _made.Call(call.Call);
        }

        _calls.Clear();
    }

    private StopReason ReasonOfStop() => _finishReason switch
    {
        _ when _blocks.HasToolUse => StopReason.ToolUse,
        _ when _stops.Met is not null => StopReason.StopSequence,
        _ when _guard.HasTripped => StopReason.EndTurn,
        "length" => StopReason.MaxTokens,
        _ when _made.HasWithheld => StopReason.MaxTokens,
        "content_filter" => StopReason.Refusal,
        _ when _stopSequence is not null => StopReason.StopSequence,
        _ => StopReason.EndTurn,
    };

    private Usage CurrentUsage()
    {
        var output = _usage is { Completion: > 0 } told ? told.Completion : (int)Math.Min(int.MaxValue, (_blocks.Written + 3) / 4);
        if (_usage is not { Prompt: > 0 } usage)
        {
            return new Usage(Math.Max(1, _options.EstimatedPrompt), 0, output);
        }

        // The client takes a count of the end only if it is above 0; else the start's estimate would stand beside the cached part.
        var cached = Math.Clamp(usage.Cached, 0, usage.Prompt - 1);
        return new Usage(usage.Prompt - cached, cached, output);
    }
}
