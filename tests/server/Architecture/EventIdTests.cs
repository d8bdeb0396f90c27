using ClaudeSidecar.Cli;
using Mono.Cecil;

namespace ClaudeSidecar.Tests.Architecture;

public sealed class EventIdTests
{
    private static readonly Dictionary<string, (int First, int Last)> Ranges = new()
    {
        ["Settings"] = (1000, 1999),
        ["Quota"] = (2000, 2499),
        ["Context"] = (2500, 2699),
        ["Observability"] = (2700, 2999),
        ["Execution"] = (3000, 3499),
        ["Control"] = (3500, 3999),
        ["Gateway"] = (4000, 4999),
        ["Rpc"] = (5000, 5999),
        ["Cli"] = (6000, 6999),
        ["Simulation"] = (7000, 7999),
    };

    private static readonly List<Message> Messages = Read(ModuleDefinition.ReadModule(typeof(ExitCodes).Assembly.Location));

    [Fact]
    public void ThereAreMessagesToLookAt() => Assert.NotEmpty(Messages);

    [Fact]
    public void NoTwoMessagesShareAnId() => Assert.Empty(Messages.GroupBy(message => message.Id).Where(group => group.Count() > 1).Select(group => string.Join(", ", group)));

    [Fact]
    public void EveryIdLiesInTheRangeOfItsFolder() =>
        Assert.All(Messages, message => Assert.InRange(message.Id, Ranges[message.Folder].First, Ranges[message.Folder].Last));

    [Fact]
    public void EveryMessageHasAName() => Assert.DoesNotContain(Messages, message => string.IsNullOrEmpty(message.Name));

    private static List<Message> Read(ModuleDefinition module) =>
    [
        .. from type in Layers.AllTypes(module.Types)
           from method in type.Methods
           from attribute in method.CustomAttributes
           where attribute.AttributeType.Name == "LoggerMessageAttribute"
           select new Message(
               Layers.Folder(type) ?? "",
               $"{type.Name}.{method.Name}",
               attribute.Properties.FirstOrDefault(property => property.Name == "EventId").Argument.Value as int? ?? attribute.ConstructorArguments.Select(argument => argument.Value).OfType<int>().FirstOrDefault(),
               attribute.Properties.FirstOrDefault(property => property.Name == "EventName").Argument.Value as string),
    ];

    private sealed record Message(string Folder, string Where, int Id, string? Name);
}
