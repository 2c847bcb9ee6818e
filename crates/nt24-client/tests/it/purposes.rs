use crate::fixtures::{buyer, client, key, seller};
use crate::server::{Reply, Server};
use nt24::{BuyerContactCreate, Operation, ReasonRequest};
use nt24_client::{Download, Purpose};

#[tokio::test]
async fn a_purpose_is_sent_only_to_operations_that_take_it() {
    let server = Server::api(|_| Reply::problem(404, "not-found")).await;
    let silent = client(&server);
    let nt24 = silent.for_purpose(Purpose::new("audit 2026").unwrap());
    let person = BuyerContactCreate {
        first_name: "Ewa".to_owned(),
        last_name: "Nowak".to_owned(),
        email: "e@example.com".to_owned(),
        phone: None,
    };
    let stated = async |client: &nt24_client::Client| {
        let before = server.requests().len();
        client.contacts(&seller(), &buyer()).await.unwrap_err();
        client.add_contact(&seller(), &buyer(), &person, &key("k")).await.unwrap_err();
        client.download(&Download::document(&"d".into()), &mut Vec::new()).await.unwrap_err();
        client.download(&Download::kyc_profile(&seller(), &buyer()), &mut Vec::new()).await.unwrap_err();
        client.buyer(&seller(), &buyer(), None).await.unwrap_err();
        let reason = ReasonRequest { reason: "r".to_owned() };
        client.block_buyer(&seller(), &buyer(), &reason, &key("k")).await.unwrap_err();
        client.download(&Download::link("/v1/x"), &mut Vec::new()).await.unwrap_err();
        let asked = server.requests();
        asked[before..].iter().map(|asked| asked.header("x-purpose").map(str::to_owned)).collect::<Vec<_>>()
    };
    let yes = Some("audit 2026".to_owned());
    assert_eq!(stated(&nt24).await, [yes.clone(), yes.clone(), yes.clone(), yes, None, None, None]);
    assert_eq!(stated(&silent).await, [const { None }; 7]);
}

#[test]
fn a_purpose_must_fit_into_a_header() {
    for good in ["x", "CONTRACT_EXECUTION", "audit of 2026", &"x".repeat(255)] {
        assert!(Purpose::new(good).is_ok(), "{good}");
    }
    for bad in ["", " ", " x", "x ", "a  b", "a\tb", "a\r\nX: 1", "prüfung", &"x".repeat(256)] {
        assert!(Purpose::new(bad).is_err(), "{bad}");
    }
}

#[test]
fn the_contract_lists_the_header_for_these_operations() {
    for operation in Operation::ALL {
        let (_, rest) = nt24::OPENAPI_YAML.split_once(&format!("operationId: {}\n", operation.id())).unwrap();
        let described = rest.split("operationId: ").next().unwrap();
        assert_eq!(described.contains("parameters/XPurpose"), operation.takes_purpose(), "{operation:?}");
    }
}
