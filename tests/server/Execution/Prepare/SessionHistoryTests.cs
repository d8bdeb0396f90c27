using ClaudeSidecar.Context.Conversation;
using ClaudeSidecar.Context.Memory;
using ClaudeSidecar.Context.Tokens;
using ClaudeSidecar.Execution.Prepare;
using ClaudeSidecar.Tests.Context.Fit;

namespace ClaudeSidecar.Tests.Execution.Prepare;

public sealed class SessionHistoryTests
{
    private const string Summary =
        "This session is being continued from a previous conversation that ran out of context. The summary below covers the earlier portion of the conversation.\n\n"
        + "Summary:\n1. Primary Request and Intent:\n   Mend the cart.\n\n2. Current Work:\n   The totals.\n";

    private readonly ConversationIndex _index = new(PromptSize.OfValue);

    [Fact]
    public void WhatTheMessagesToldOutlivesTheCompactionThatTookThemAway()
    {
        var history = new SessionHistory(() => null);
        history.Take(Messages(Long()));
        history.Take(Messages(new Talk().User(Summary)));

        Assert.Contains(history.Now.Files, file => file.Path.EndsWith("cart.cs", StringComparison.Ordinal));
        Assert.Contains("round the totals", string.Join('\n', history.Now.Wishes.Select(wish => wish.Text)) + history.Now.Task, StringComparison.Ordinal);
    }

    [Fact]
    public void ASessionThatGrowsIsNotRememberedTwice()
    {
        var history = new SessionHistory(() => null);
        var talk = Long();
        history.Take(Messages(talk));
        history.Take(Messages(talk.Runs("make", "ok")));

        Assert.Equal(Memory(talk).Messages, history.Now.Messages);
    }

    [Fact]
    public void AfterARestartWhatWasKeptIsTakenWhereAllIsASummary()
    {
        var kept = Memory(Long());
        var history = new SessionHistory(() => kept);
        history.Take(Messages(new Talk().User(Summary)));

        Assert.Contains(history.Now.Files, file => file.Path.EndsWith("cart.cs", StringComparison.Ordinal));
    }

    [Fact]
    public void AfterARestartTheMessagesThemselvesTellAll()
    {
        var history = new SessionHistory(() => Memory(Long()));
        history.Take(Messages(Long()));

        Assert.Equal(Memory(Long()).Messages, history.Now.Messages);
    }

    private static Talk Long() => new Talk()
        .User("Please round the totals in the cart.")
        .Reads("/w/cart.cs", "1\tclass Cart;\n")
        .Calls("Edit", """{"file_path":"/w/cart.cs","old_string":"Cart","new_string":"Basket"}""", "The file /w/cart.cs has been updated successfully.");

    private IReadOnlyList<IndexedMessage> Messages(Talk talk) => _index.Read(talk.Body)!.Messages;

    private SessionMemory Memory(Talk talk) => SessionMemory.Of(Messages(talk).Select(message => message.Facts));
}
