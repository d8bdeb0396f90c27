using System.Text.Json;
using ClaudeSidecar.Context.Memory.Facts;
using ClaudeSidecar.Context.Memory.Reading;

namespace ClaudeSidecar.Context.Memory;

/// <summary>
/// Reads the messages of one conversation of Claude Code's, one by one and in order: who wants what, what was decided, which files and
/// commands there were. No model is asked. It keeps only a table of calls, so that a result can be told from what it answers; a message
/// that is read twice gives the same facts. Not for use by two threads at once.
/// </summary>
public sealed class MemoryReader
{
    // A message may hold any number of results; what the user says in it is read in any case.
    private const int MostFacts = 128;
    private const int MostTexts = 16;

    private readonly CallTable _calls = new();

    /// <summary>What a message says that is worth remembering. Any JSON is taken: what is no message gives nothing.</summary>
    /// <param name="message">One entry of <c>messages</c> of a Messages request.</param>
    public MessageFacts Read(JsonElement message)
    {
        var facts = new List<Fact>();
        if (Message.IsModels(message))
        {
            ReadModels(message, facts);
        }
        else
        {
            ReadUsers(message, facts);
        }

        return facts.Count == 0 ? MessageFacts.None : new(facts);
    }

    private void ReadModels(JsonElement message, List<Fact> facts)
    {
        var texts = new List<string>();
        var changes = false;
        foreach (var block in Message.Blocks(message))
        {
            if (block.Kind == Message.BlockKind.Text && texts.Count < MostTexts && Json.Text(block.Value) is { } text)
            {
                texts.Add(text);
            }
            else if (block.Kind == Message.BlockKind.Call && Json.Text(block.Whole, "id"u8) is { } id && Json.Text(block.Whole, "name"u8) is { } tool)
            {
                var call = CallReader.Read(tool, block.Value);
                _calls.Add(id, call);
                changes |= call.Kind is CallKind.Write or CallKind.Edit;
            }
        }

        foreach (var text in texts)
        {
            facts.AddRange(DecisionFinder.Find(text, changes));
        }
    }

    private void ReadUsers(JsonElement message, List<Fact> facts)
    {
        var words = new UserWords(_calls, isClients: Message.IsClients(message));
        foreach (var block in Message.Blocks(message))
        {
            if (block.Kind == Message.BlockKind.Result && facts.Count < MostFacts)
            {
                if (_calls.Find(Json.Text(block.Whole, "tool_use_id"u8)) is { } call)
                {
                    ResultReader.Read(call, Message.ResultText(block.Value), Json.IsTrue(block.Whole, "is_error"u8), facts);
                }
            }
            else if (block.Kind == Message.BlockKind.Text && Json.Text(block.Value) is { } text)
            {
                words.Read(text, facts);
            }
        }

        words.End(facts);
    }
}
